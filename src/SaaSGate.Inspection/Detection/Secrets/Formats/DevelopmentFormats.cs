using static SaaSGate.Inspection.Detection.Secrets.KeyChecks;

namespace SaaSGate.Inspection.Detection.Secrets.Formats;

/// <summary>Code, packages, builds and design.</summary>
internal static class DevelopmentFormats
{
    public static KeyFormat[] All { get; } =
    [
        new("github-token", "ghp_", Tail.Letters, 36, 251, Checksum), new("github-token", "gho_", Tail.Letters, 36, 251, Checksum),
        new("github-token", "ghu_", Tail.Letters, 36, 251, Checksum), new("github-token", "ghs_", Tail.Letters, 36, 251, Checksum),
        new("github-token", "ghr_", Tail.Letters, 36, 251, Checksum), new("github-token", "github_pat_", Tail.Key, 22, 251),
        new("gitlab-token", "glpat-", Tail.Token, 20, 300), new("gitlab-token", "gldt-", Tail.Key, 20, 300), new("gitlab-token", "glft-", Tail.Key, 20, 300),
        new("gitlab-token", "glsoat-", Tail.Key, 20, 300), new("gitlab-token", "glrt-", Tail.Token, 20, 300), new("gitlab-token", "glrtr-", Tail.Token, 20, 300),
        new("gitlab-token", "glcbt-", Tail.Key, 20, 300), new("gitlab-token", "glptt-", Tail.Key, 40, 40), new("gitlab-token", "glimt-", Tail.Key, 25, 25),
        new("gitlab-token", "glagent-", Tail.Key, 50, 1024), new("gitlab-token", "gloas-", Tail.Key, 64, 64), new("gitlab-token", "glffct-", Tail.Key, 20, 20),
        new("gitlab-token", "glwt-", Tail.Key, 20, 300), new("gitlab-token", "GR1348941", Tail.Key, 20, 50),
        new("bitbucket-password", "ATBB", Tail.Letters, 32, 32, Random), new("bitbucket-token", "BBDC-", Tail.Base64Run, 44, 44),
        new("atlassian-token", "ATATT3", Tail.AnyKey, 100, 240, Mixed), new("atlassian-token", "ATCTT3", Tail.AnyKey, 100, 240, Mixed),
        new("trello-token", "ATTA", Tail.Letters, 72, 72, Mixed), new("npm-token", "npm_", Tail.Letters, 36, 36, Checksum), new("pypi-token", "pypi-AgE", Tail.Key, 50),
        new("pypi-token", "pypi-AgN", Tail.Key, 50), new("rubygems-key", "rubygems_", Tail.Letters, 48, 48, LowerHex),
        new("nuget-key", "oy2", Tail.Letters, 43, 43, Both(LowerCase, Mixed)), new("crates-token", "cio", Tail.Letters, 32, 32, Random),
        new("clojars-token", "CLOJARS_", Tail.Letters, 60, 60, LowerHex), new("packagist-token", "packagist_", Tail.Letters, 40, 100),
        new("jsr-token", "jsrp_", Tail.Letters, 20, 60), new("artifactory-key", "AKCp", Tail.Letters, 60, 80, Mixed),
        new("artifactory-key", "AKC", Tail.Letters, 10, 40, NoWord) { Examples = true },
        new("artifactory-password", "AP", Tail.Letters, 11, 60, ArtifactoryPassword) { Examples = true }, new("artifactory-token", "cmVmdGtuOj", Tail.Letters, 54, 54),
        new("sonarqube-token", "squ_", Tail.Letters, 40, 40, LowerHex), new("sonarqube-token", "sqp_", Tail.Letters, 40, 40, LowerHex),
        new("sonarqube-token", "sqa_", Tail.Letters, 40, 40, LowerHex), new("sourcegraph-token", "sgp_local_", Tail.Letters, 40, 40, Hex),
        new("sourcegraph-token", "sgp_", Tail.Letters, 40, 40, Hex), new("sourcegraph-token", "sgp_", Tail.Key, 57, 57, Mixed),
        new("sourcegraph-token", "slk_", Tail.Letters, 64, 64, Hex), new("sourcegraph-token", "sgd_", Tail.Letters, 64, 64, Hex),
        new("circleci-token", "CCIPAT_", Tail.Key, 50, 90), new("circleci-token", "CCIPRJ_", Tail.Key, 50, 90),
        new("buildkite-token", "bkua_", Tail.Letters, 40, 40, LowerHex), new("buildkite-token", "bkct_", Tail.Key, 40, 60),
        new("postman-key", "PMAK-", Tail.Key, 59, 59, Groups('-', 24, 34)), new("postman-key", "PMAT-", Tail.Letters, 26, 26, UpperCase),
        new("octopus-key", "API-", Tail.Letters, 26, 32, Both(UpperCase, Mixed)), new("prefect-key", "pnu_", Tail.Letters, 36, 36),
        new("prefect-key", "pnb_", Tail.Letters, 36, 36), new("readme-key", "rdme_", Tail.Letters, 70, 70, Both(LowerCase, Mixed)),
        new("scalingo-token", "tk-us-", Tail.Key, 48, 48), new("harness-key", "pat.", Tail.Token, 60, 80, Groups('.', 22, 24, 20)),
        new("harness-key", "sat.", Tail.Token, 60, 80, Groups('.', 22, 24, 20)), new("endor-key", "endr+", Tail.Letters, 16, 16, Random),
        new("contentful-token", "CFPAT-", Tail.Key, 43, 43), new("figma-token", "figd_", Tail.Key, 40, 40), new("figma-token", "figu_", Tail.Key, 40, 40),
        new("figma-token", "figo_", Tail.Key, 40, 40), new("figma-token", "figr_", Tail.Key, 40, 40), new("figma-token", "figoh_", Tail.Key, 40, 40),
        new("snyk-token", "snyk_uat.", Tail.Token, 30), new("socket-key", "sktsec_", Tail.Key, 30), new("gitguardian-key", "ggtt-v-", Tail.Key, 20),
        new("deno-token", "ddp_", Tail.Letters, 36, 36), new("deno-token", "ddw_", Tail.Letters, 36, 36), new("retool-key", "retool_", Tail.Key, 20, 60, Mixed),
        new("n8n-key", "n8n_api_", Tail.Letters, 40, 90), new("zuplo-key", "zpka_", Tail.Key, 30, 80), new("raycast-token", "rca_", Tail.Letters, 40, 72, LowerHex),
    ];

    /// <summary>A hexadecimal digit of its version, and then at least ten units that are no word.</summary>
    private static double ArtifactoryPassword(ReadOnlySpan<char> units) => units[0] is (>= '0' and <= '9') or (>= 'A' and <= 'F') && units.IndexOfAnyInRange('a', 'z') >= 0 ? NoWord(units[1..]) : 0;
}
