import ONNXModels
import Testing

@Suite struct CPUQuotaTests {
  @Test(arguments: [("150000 100000\n", 1.5), ("max 100000\n", nil), ("", nil), ("x y", nil)])
  func `version 2 tells the quota and the period`(_ text: String, _ quota: Double?) {
    #expect(CPUQuota.unified(text) == quota)
  }

  @Test func `the smallest quota of a group and those around it counts`() {
    let files = [
      "/sys/fs/cgroup/pods/cpu.max": "300000 100000", "/sys/fs/cgroup/pods/one/cpu.max": "max 1000",
      "/sys/fs/cgroup/cpu.max": "800000 100000",
    ]
    #expect(CPUQuota.processors(membership: "0::/pods/one\n") { files[$0] } == 3)
    #expect(CPUQuota.processors(membership: "0::/\n") { files[$0] } == 8)
    #expect(CPUQuota.processors(membership: "0::/\n") { _ in nil } == nil)
  }

  @Test func `version 1 has the quota in two files, -1 for none`() {
    var files = [
      "/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us": "250000\n",
      "/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us": "100000\n",
    ]
    let membership = "5:memory:/a\n4:cpu,cpuacct:/a\n"
    #expect(CPUQuota.processors(membership: membership) { files[$0] } == 2.5)
    files["/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us"] = "-1\n"
    #expect(CPUQuota.processors(membership: membership) { files[$0] } == nil)
  }

  @Test func `a quota is rounded down, and one thread is left`() {
    #expect(CPUQuota.threads(quota: 2.9, affinity: 8) == 2)
    #expect(CPUQuota.threads(quota: 0.25, affinity: 8) == 1)
    #expect(CPUQuota.threads(quota: 16, affinity: 4) == 4)
    #expect(CPUQuota.threads(quota: nil, affinity: 4) == 4)
    #expect(CPUQuota.effective >= 1)
  }

  @Test func `the affinity is the number of processors in the list`() {
    #expect(CPUQuota.affinity(status: "Name:\tx\nCpus_allowed_list:\t0-3,8,10-11\n") == 7)
    #expect(CPUQuota.affinity(status: "Cpus_allowed_list:\t5\n") == 1)
    #expect(CPUQuota.affinity(status: "Name:\tx\n") == nil)
  }
}
