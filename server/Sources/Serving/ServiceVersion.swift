/// The version of the service, which its image is tagged with.
package let serviceVersion = "1.4.1"
