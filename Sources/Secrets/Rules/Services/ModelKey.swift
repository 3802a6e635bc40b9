import Diagnostics

extension SecretRule {
  /// No key of OpenAI, Anthropic, Hugging Face or another model provider stands in the repository.
  static let modelKey = SecretRule(
    "secret/model-key", "a key of a model provider",
    check:
      "No key of OpenAI, Anthropic, Hugging Face or another model provider stands in the repository.",
    why:
      """
      Whoever reads it spends the budget and reads what was stored.
      """,
    formats: [
      TokenFormat("sk-ant-", like: #"sk-ant-[a-z]+\d\d-[0-9A-Za-z_-]{80,120}"#),
      TokenFormat(
        "T3BlbkFJ", beginsWord: false,
        like: #"sk-(?:[a-z]+-)?[0-9A-Za-z_-]{16,80}T3BlbkFJ[0-9A-Za-z_-]{16,80}"#),
      TokenFormat(
        "sk-proj-", "sk-svcacct-", "sk-admin-", "sk-or-v1-",
        like: #"sk-(?:proj|svcacct|admin|or-v1)-[0-9A-Za-z_-]{40,200}"#),
      TokenFormat("hf_", followedBy: 34, like: #"hf_[0-9A-Za-z]{34}"#),
      TokenFormat("r8_", like: #"r8_[0-9A-Za-z]{37}"#),
      TokenFormat("gsk_", like: #"gsk_[0-9A-Za-z]{52}"#),
      TokenFormat("pplx-", like: #"pplx-[0-9A-Za-z]{48}"#),
      TokenFormat("xai-", like: #"xai-[0-9A-Za-z]{80}"#),
    ],
    passing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  HF: hf_hub_download\n")
    ],
    failing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  HF: 1️⃣hf_⟨b62:34⟩\n"),
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  key: 1️⃣sk-⟨b62:20⟩T3BlbkFJ⟨b62:20⟩\n"
      ),
    ])
}
