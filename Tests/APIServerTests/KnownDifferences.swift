/// Recorded cases that are answered in other words, each with the reason.
///
/// A case that agrees is not to be here.
enum KnownDifferences {
  static let create: Set<String> = [
    // A test allocator gave the next free node port as health check port.
    #"Service/model-lb ["set",["spec","ports",0,"nodePort"],65535]"#,
    #"Service/model-lb ["set",["spec","ports",0,"nodePort"],65536]"#,
    // What is no JSON is told without the byte at fault, since the text is a secret.
    #"Secret/pull ["set",["data",".dockerconfigjson"],"true"]"#,
    #"Secret/pull ["set",["data",".dockerconfigjson"],"/abs"]"#,
    // CEL's grammar recovers otherwise from what it cannot read.
    #"ValidatingAdmissionPolicy/limits-required ["set",["spec","variables",0,"expression"],"a=b"]"#,
    #"ValidatingAdmissionPolicy/limits-required ["set",["spec","validations",0,"expression"],"10.0.0.1"]"#,
  ]

  static let apply: Set<String> = [
    // The server adds the difference between the two forms in its memory.
    #"PersistentVolumeClaim/models ["set",["spec","accessModes"],["ReadWriteMany","ReadWriteMany"]]"#,
    #"PersistentVolumeClaim/models ["set",["spec","storageClassName"],null]"#,
    #"PersistentVolumeClaim/models ["set",["spec","storageClassName"],"1.5"]"#,
    #"PersistentVolumeClaim/models ["set",["spec","storageClassName"],"http"]"#,
    #"PersistentVolumeClaim/models ["set",["spec","storageClassName"],""]"#,
    #"PersistentVolumeClaim/models ["del",["spec","storageClassName"],null]"#,
    #"PersistentVolumeClaim/models ["set",["spec","resources","requests","storage"],1]"#,
    #"PersistentVolumeClaim/models ["set",["spec","resources","requests","storage"],"500m"]"#,
    #"PersistentVolumeClaim/models ["set",["spec","resources","requests","storage"],"1Gi"]"#,
    #"PersistentVolumeClaim/models ["set",["spec","resources","requests","storage"],"1.5"]"#,
    #"PersistentVolume/pv-models ["set",["spec","nfs","server"],".."]"#,
    #"PersistentVolume/pv-models ["set",["spec","nfs","server"],"*"]"#,
    #"PersistentVolume/pv-models ["set",["spec","nfs","server"],"100%"]"#,
    #"PersistentVolume/pv-models ["set",["spec","nfs","server"],"../up"]"#,
    #"PersistentVolume/pv-models ["set",["spec","nfs","server"],"true"]"#,
    #"PersistentVolume/pv-models ["set",["spec","nfs","server"],"10.0.0.1"]"#,
    #"PersistentVolume/pv-models ["set",["spec","nfs","server"],"0"]"#,
    #"PersistentVolume/pv-models ["set",["spec","nfs","server"],"a.b"]"#,
    #"PersistentVolume/pv-models ["set",["spec","nfs","server"],"http"]"#,
    // Of a template without labels the specification of its pods is shown as it is written.
    #"Job/train ["set",["spec","template","metadata"],null]"#,
    #"Job/train ["set",["spec","template","metadata"],{}]"#,
    #"Job/train ["del",["spec","template","metadata"],null]"#,
    #"Job/train ["del",["spec","template","metadata","labels"],null]"#,
    // The server looks at the node affinity twice.
    #"PersistentVolume/pv-models ["set",["spec","nodeAffinity"],null]"#,
  ]

  static let causes: Set<String> = [
    // A field that the schema does not know is told as unknown, as when it is created.
    "cr update: status in the manifest",
    // The specification of pods is shown as it is written.
    "update Job: template of a running job",
  ]
}
