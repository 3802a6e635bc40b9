import Diagnostics

extension SecretRule {
  /// No account key or client secret of Azure stands in the repository.
  static let azureKey = SecretRule(
    "secret/azure-key", "a key of Azure",
    check: "No account key or client secret of Azure stands in the repository.",
    why:
      """
      It opens the storage account, the queue or the application.
      """,
    formats: [
      TokenFormat("AccountKey=", within: #"AccountKey=([0-9A-Za-z+/]{86}==)"#),
      TokenFormat("SharedAccessKey=", within: #"SharedAccessKey=([0-9A-Za-z+/]{43}=)"#),
      TokenFormat(
        "8Q~", "7Q~", beginsWord: false, like: #"[0-9A-Za-z_~.]{3}[78]Q~[0-9A-Za-z_~.-]{31,34}"#),
      TokenFormat("&sig=", "?sig=", within: #"[?&]sig=([0-9A-Za-z%+/]{43,60}(?:%3[dD]|=))"#),
    ],
    passing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  storage: DefaultEndpointsProtocol=https;AccountName=web;AccountKey=$(KEY)\n"
      )
    ],
    failing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  storage: DefaultEndpointsProtocol=https;AccountName=web;AccountKey=1️⃣⟨b64:86⟩==\n"
      ),
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  id: 1️⃣⟨b62:3⟩8Q~⟨b62:34⟩\n"
      ),
    ])
}
