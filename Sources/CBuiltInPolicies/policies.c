/* A table, written by Scripts/generate-built-in-policies. */
#include "built_in_policies.h"

/* #embed is C23; clang has it in every mode. */
#pragma clang diagnostic ignored "-Wc23-extensions"

static const uint8_t deprecated_apis[] = {
#embed "../../policies/deprecated-apis.yaml"
};
static const uint8_t gpu_scheduling[] = {
#embed "../../policies/gpu-scheduling.yaml"
};
static const uint8_t hpa_bounds[] = {
#embed "../../policies/hpa-bounds.yaml"
};
static const uint8_t image_pinned[] = {
#embed "../../policies/image-pinned.yaml"
};
static const uint8_t image_registries[] = {
#embed "../../policies/image-registries.yaml"
};
static const uint8_t immutable_selectors[] = {
#embed "../../policies/immutable-selectors.yaml"
};
static const uint8_t ingress_tls[] = {
#embed "../../policies/ingress-tls.yaml"
};
static const uint8_t kustomization[] = {
#embed "../../policies/kustomization.yaml"
};
static const uint8_t labels_required[] = {
#embed "../../policies/labels-required.yaml"
};
static const uint8_t limit_to_request_ratio[] = {
#embed "../../policies/limit-to-request-ratio.yaml"
};
static const uint8_t limits_and_requests[] = {
#embed "../../policies/limits-and-requests.yaml"
};
static const uint8_t liveness_and_readiness[] = {
#embed "../../policies/liveness-and-readiness.yaml"
};
static const uint8_t namespace[] = {
#embed "../../policies/namespace.yaml"
};
static const uint8_t no_default_namespace[] = {
#embed "../../policies/no-default-namespace.yaml"
};
static const uint8_t no_secret_literals_in_env[] = {
#embed "../../policies/no-secret-literals-in-env.yaml"
};
static const uint8_t no_secrets_in_configmaps[] = {
#embed "../../policies/no-secrets-in-configmaps.yaml"
};
static const uint8_t no_shrink[] = {
#embed "../../policies/no-shrink.yaml"
};
static const uint8_t pdb_allows_drain[] = {
#embed "../../policies/pdb-allows-drain.yaml"
};
static const uint8_t pod_security_baseline[] = {
#embed "../../policies/pod-security-baseline.yaml"
};
static const uint8_t pod_security_restricted[] = {
#embed "../../policies/pod-security-restricted.yaml"
};
static const uint8_t replicas_minimum[] = {
#embed "../../policies/replicas-minimum.yaml"
};
static const uint8_t rollout_safety[] = {
#embed "../../policies/rollout-safety.yaml"
};
static const uint8_t secrets_not_in_args[] = {
#embed "../../policies/secrets-not-in-args.yaml"
};
static const uint8_t service_account_token[] = {
#embed "../../policies/service-account-token.yaml"
};
static const uint8_t service_exposure[] = {
#embed "../../policies/service-exposure.yaml"
};
static const uint8_t statelessness[] = {
#embed "../../policies/statelessness.yaml"
};

static const struct { const char *name; const uint8_t *bytes; size_t size; } files[] = {
    {"deprecated-apis", deprecated_apis, sizeof deprecated_apis},
    {"gpu-scheduling", gpu_scheduling, sizeof gpu_scheduling},
    {"hpa-bounds", hpa_bounds, sizeof hpa_bounds},
    {"image-pinned", image_pinned, sizeof image_pinned},
    {"image-registries", image_registries, sizeof image_registries},
    {"immutable-selectors", immutable_selectors, sizeof immutable_selectors},
    {"ingress-tls", ingress_tls, sizeof ingress_tls},
    {"kustomization", kustomization, sizeof kustomization},
    {"labels-required", labels_required, sizeof labels_required},
    {"limit-to-request-ratio", limit_to_request_ratio, sizeof limit_to_request_ratio},
    {"limits-and-requests", limits_and_requests, sizeof limits_and_requests},
    {"liveness-and-readiness", liveness_and_readiness, sizeof liveness_and_readiness},
    {"namespace", namespace, sizeof namespace},
    {"no-default-namespace", no_default_namespace, sizeof no_default_namespace},
    {"no-secret-literals-in-env", no_secret_literals_in_env, sizeof no_secret_literals_in_env},
    {"no-secrets-in-configmaps", no_secrets_in_configmaps, sizeof no_secrets_in_configmaps},
    {"no-shrink", no_shrink, sizeof no_shrink},
    {"pdb-allows-drain", pdb_allows_drain, sizeof pdb_allows_drain},
    {"pod-security-baseline", pod_security_baseline, sizeof pod_security_baseline},
    {"pod-security-restricted", pod_security_restricted, sizeof pod_security_restricted},
    {"replicas-minimum", replicas_minimum, sizeof replicas_minimum},
    {"rollout-safety", rollout_safety, sizeof rollout_safety},
    {"secrets-not-in-args", secrets_not_in_args, sizeof secrets_not_in_args},
    {"service-account-token", service_account_token, sizeof service_account_token},
    {"service-exposure", service_exposure, sizeof service_exposure},
    {"statelessness", statelessness, sizeof statelessness},
};

size_t built_in_file_count(void) { return sizeof files / sizeof files[0]; }

const char *built_in_file_name(size_t index) { return files[index].name; }

const uint8_t *built_in_file_bytes(size_t index) { return files[index].bytes; }

size_t built_in_file_size(size_t index) { return files[index].size; }
