import Diagnostics

extension SecretRule {
  /// Nothing that is called a password has its value in the repository.
  static let namedPassword = SecretRule(
    "secret/password", "a password",
    check: "Nothing that is called a password has its value in the repository.",
    why:
      """
      A password in Git is one that everybody has who ever read the repository, also after it is deleted.
      """,
    passing: [
      Example(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    env:\n    - name: DB_PASSWORD\n      valueFrom: {secretKeyRef: {name: db, key: password}}\n    - name: PASSWORD_FILE\n      value: /run/secrets/db\n"
      ),
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  DB_PASSWORD: ${DB_PASSWORD}\n  password.min.length: '12'\n"
      ),
    ],
    failing: [
      Example(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  DB_PASSWORD: 1️⃣hunter⟨dec:4⟩\n"
      ),
      Example(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n      - name: web\n        env:\n        - name: ADMIN_PASSWORD\n          value: 1️⃣correct-horse⟨dec:2⟩\n"
      ),
      Example(
        "configMapGenerator:\n- name: web\n  literals:\n  - DB_PASSWORD=1️⃣⟨b62:14⟩\n",
        in: "kustomization.yaml"),
      Example("export REDIS_PASSWORD='1️⃣⟨b62:14⟩'\n", in: ".env"),
    ])
}
