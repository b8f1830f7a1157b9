using static SaaSGate.Inspection.Detection.Secrets.KeyChecks;

namespace SaaSGate.Inspection.Detection.Secrets.Formats;

/// <summary>Clouds and hosts.</summary>
internal static class CloudFormats
{
    public static KeyFormat[] All { get; } =
    [
        new("aws-access-key", "AKIA", Tail.Letters, 16, 16, UpperCase), new("aws-access-key", "ASIA", Tail.Letters, 16, 16, UpperCase),
        new("aws-access-key", "ABIA", Tail.Letters, 16, 16, UpperCase), new("aws-access-key", "ACCA", Tail.Letters, 16, 16, UpperCase),
        new("aws-access-key", "A3T", Tail.Letters, 17, 17, UpperCase), new("aws-session-token", "IQoJb3JpZ2luX2", Tail.Base64Run, 100),
        new("aws-session-token", "FwoGZXIvYXdz", Tail.Base64Run, 100), new("aws-bedrock-key", "bedrock-api-key-", Tail.Base64Run, 20, Check: Random),
        new("aws-bedrock-key", "ABSK", Tail.Base64Run, 90, 160, Random), new("aws-appsync-key", "da2-", Tail.Letters, 26, 26, Both(LowerCase, Mixed)),
        new("google-api-key", "AIza", Tail.Key, 35, 35), new("google-oauth-token", "ya29.", Tail.Token, 20), new("google-client-secret", "GOCSPX-", Tail.Key, 24, 40),
        new("google-refresh-token", "1//0", Tail.Key, 40, Check: Random), new("digitalocean-token", "dop_v1_", Tail.Letters, 64, 64, LowerHex),
        new("digitalocean-token", "doo_v1_", Tail.Letters, 64, 64, LowerHex), new("digitalocean-token", "dor_v1_", Tail.Letters, 64, 64, LowerHex),
        new("alibaba-access-key", "LTAI", Tail.Letters, 12, 24, Random), new("tencent-secret-id", "AKID", Tail.Letters, 32, 32, Random),
        new("yandex-api-key", "AQVN", Tail.Key, 35, 38, Random), new("yandex-iam-token", "t1.9eu", Tail.Token, 60),
        new("yandex-secret-key", "YCM", Tail.Key, 37, 37, Random), new("yandex-secret-key", "YCN", Tail.Key, 37, 37, Random), new("yandex-secret-key", "YCO", Tail.Key, 37, 37, Random), new("yandex-secret-key", "YCP", Tail.Key, 37, 37, Random),
        new("scaleway-access-key", "SCW", Tail.Letters, 17, 17, Both(UpperCase, Mixed)), new("flyio-token", "FlyV1 fm2_", Tail.AnyKey, 60),
        new("flyio-token", "fm2_", Tail.Base64Run, 60, Check: Random), new("flyio-token", "fo1_", Tail.Key, 43, 43), new("render-key", "rnd_", Tail.Letters, 28, 40, Random),
        new("heroku-key", "HRKU-AA", Tail.Key, 58, 58), new("heroku-key", "HRKU-", Tail.Key, 36, 36, Uuid), new("heroku-key", "HRKU-", Tail.Key, 60, 60, Random),
        new("vercel-token", "vcp_", Tail.Letters, 56, 56), new("vercel-token", "vci_", Tail.Letters, 56, 56), new("vercel-token", "vca_", Tail.Letters, 56, 56),
        new("vercel-token", "vcr_", Tail.Letters, 56, 56), new("vercel-token", "vck_", Tail.Letters, 56, 56), new("vercel-blob-token", "vercel_blob_rw_", Tail.Key, 30),
        new("netlify-token", "nfp_", Tail.Letters, 36, 40, Random), new("netlify-token", "nfo_", Tail.Letters, 36, 40, Random),
        new("netlify-token", "nfc_", Tail.Letters, 36, 40, Random), new("netlify-token", "nfu_", Tail.Letters, 36, 40, Random),
        new("cloudflare-origin-key", "v1.0-", Tail.Key, 171, 171), new("cloudflare-token", "cfut_", Tail.Key, 40, Check: Random),
        new("cloudflare-token", "cfat_", Tail.Key, 40, Check: Random), new("supabase-token", "sbp_", Tail.Letters, 40, 40, LowerHex),
        new("supabase-secret-key", "sb_secret_", Tail.Key, 22), new("neon-key", "napi_", Tail.Letters, 40, 80, Mixed),
        new("planetscale-token", "pscale_tkn_", Tail.Token, 32, 64), new("planetscale-password", "pscale_pw_", Tail.Token, 32, 64),
        new("planetscale-oauth-token", "pscale_oauth_", Tail.Token, 32, 64), new("mongodb-service-account", "mdb_sa_sk_", Tail.Key, 40, 40),
        new("aiven-password", "AVNS_", Tail.Key, 15, 23, Mixed), new("cockroach-key", "CCDB1_", Tail.Key, 40),
        new("databricks-token", "dapi", Tail.Key, 32, 34, DatabricksUnits), new("databricks-secret", "dose", Tail.Letters, 32, 32, LowerHex),
        new("openshift-token", "sha256~", Tail.Key, 43, 43), new("akamai-client-token", "akab-", Tail.Key, 33, 34, Both(LowerCaseWithDashes, Mixed)),
        new("tailscale-key", "tskey-", Tail.Key, 20, Check: Mixed), new("exoscale-key", "EXO", Tail.Letters, 26, 26, Both(LowerCase, Mixed)),
        new("upcloud-token", "ucat_", Tail.Letters, 26, 26, Both(UpperCase, Mixed)),
    ];

    /// <summary>32 hexadecimal digits, for some with a dash and one more digit.</summary>
    private static double DatabricksUnits(ReadOnlySpan<char> units) =>
        LowerHex(units[..32]) > 0 && (units.Length == 32 || (units.Length == 34 && units[32] == '-' && char.IsAsciiDigit(units[33]))) ? 1 : 0;

    private static double LowerCaseWithDashes(ReadOnlySpan<char> units) => units.IndexOfAnyInRange('A', 'Z') < 0 ? 1 : 0;
}
