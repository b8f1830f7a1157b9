using static SaaSGate.Inspection.Detection.Secrets.KeyChecks;

namespace SaaSGate.Inspection.Detection.Secrets.Formats;

/// <summary>Vaults, containers, networks, sign-in and monitoring.</summary>
internal static class InfrastructureFormats
{
    public static KeyFormat[] All { get; } =
    [
        new("saasgate-key", "sgk_", Tail.Key, 16), new("saasgate-token", "sgt_", Tail.Key, 16), new("saasgate-secret", "sgc_", Tail.Key, 38), new("saasgate-secret", "sgi_", Tail.Key, 38),
        new("saasgate-secret", "sgh_", Tail.Key, 38), new("saasgate-secret", "sgv_", Tail.Key, 38), new("saasgate-secret", "sgr_", Tail.Key, 38), new("saasgate-join-token", "sgj_", Tail.Token, 60), new("vault-token", "hvs.", Tail.Token, 24, Check: Mixed),
        new("vault-token", "hvb.", Tail.Token, 60, Check: Mixed), new("vault-token", "hvr.", Tail.Token, 60, Check: Mixed),
        new("terraform-token", "atlasv1.", Tail.Key, 60, 80), new("1password-token", "ops_eyJ", Tail.Base64Run, 100),
        new("1password-secret-key", "A3-", Tail.Key, 31, 38, OnePassword), new("doppler-token", "dp.pt.", Tail.Letters, 40, 44, Mixed),
        new("doppler-token", "dp.st.", Tail.Token, 40, 80, Mixed), new("doppler-token", "dp.ct.", Tail.Letters, 40, 44, Mixed),
        new("doppler-token", "dp.sa.", Tail.Letters, 40, 44, Mixed), new("doppler-token", "dp.scim.", Tail.Letters, 40, 44, Mixed),
        new("doppler-token", "dp.audit.", Tail.Letters, 40, 44, Mixed), new("pulumi-token", "pul-", Tail.Letters, 40, 40, LowerHex),
        new("infracost-key", "ico-", Tail.Letters, 32, 32, Random), new("age-secret-key", "AGE-SECRET-KEY-1", Tail.Letters, 58, 58, Bech32),
        new("age-secret-key", "AGE-SECRET-KEY-PQ-1", Tail.Letters, 58, 80), new("docker-token", "dckr_pat_", Tail.Key, 27, 27),
        new("docker-token", "dckr_oat_", Tail.Key, 27, 32), new("docker-swarm-token", "SWMTKN-1-", Tail.Key, 75, 76, Both(LowerDashes, Mixed)),
        new("docker-swarm-key", "SWMKEY-1-", Tail.Base64Run, 40, 48, Random), new("defined-networking-key", "dnkey-", Tail.Key, 60, 100, Mixed),
        new("infisical-token", "st.", Tail.Token, 60, 140, Random), new("permit-key", "permit_key_", Tail.Letters, 60),
        new("stytch-secret", "secret-live-", Tail.Key, 34, 60), new("stytch-secret", "secret-test-", Tail.Key, 34, 60),
        new("statsig-secret", "secret-", Tail.Letters, 43, 43, Random), new("kong-token", "kpat_", Tail.Letters, 40, 80, Random),
        new("launchdarkly-key", "sdk-", Tail.Key, 36, 36, Uuid), new("launchdarkly-key", "mob-", Tail.Key, 36, 36, Uuid),
        new("launchdarkly-key", "api-", Tail.Key, 36, 36, Uuid), new("posthog-key", "phx_", Tail.Key, 40, 50), new("flagsmith-key", "ser.", Tail.Letters, 22, 24, Random),
        new("newrelic-key", "NRAK-", Tail.Letters, 27, 27, UpperCase), new("newrelic-key", "NRII-", Tail.Key, 25, 32, Mixed),
        new("newrelic-key", "NRJS-", Tail.Letters, 19, 19, Hex), new("newrelic-key", "NRBR-", Tail.Letters, 19, 19, Hex),
        new("newrelic-key", "NRSP-", Tail.Key, 30, 40, Mixed), new("newrelic-key", "NRRA-", Tail.Letters, 42, 42, Hex),
        new("newrelic-key", "NRIQ-", Tail.Key, 25, 32, Mixed), new("sentry-token", "sntrys_eyJ", Tail.AnyKey, 80),
        new("sentry-token", "sntryu_", Tail.Letters, 64, 64, LowerHex), new("sentry-token", "sntryi_", Tail.Letters, 64, 64, LowerHex),
        new("sentry-token", "sntrya_", Tail.Letters, 64, 64, LowerHex), new("grafana-token", "glc_eyJ", Tail.Base64Run, 40, 400),
        new("grafana-token", "glsa_", Tail.Key, 41, 41, Grafana), new("grafana-key", "eyJrIjoi", Tail.Base64Run, 60, 140) { Examples = true },
        new("honeycomb-key", "hcaik_", Tail.Letters, 58, 58, Mixed), new("honeycomb-key", "hcxik_", Tail.Letters, 58, 58, Mixed),
        new("honeycomb-key", "hcamk_", Tail.Letters, 58, 58, Mixed), new("dynatrace-token", "dt0c01.", Tail.Token, 89, 89, Groups('.', 24, 64)),
        new("dynatrace-token", "dt0s01.", Tail.Token, 73, 89), new("dynatrace-token", "dt0s16.", Tail.Token, 73, 89), new("elastic-key", "essu_", Tail.Base64Run, 60),
        new("axiom-token", "xaat-", Tail.Key, 36, 36, Uuid), new("axiom-token", "xapt-", Tail.Key, 36, 36, Uuid), new("checkly-key", "cu_", Tail.Letters, 32, 32, LowerHex),
        new("ntlm-response", "TlRMTVNTUAADA", Tail.Base64Run, 60),
    ];

    private const string Bech32Units = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

    /// <summary>The checksum of Bech32 over the lower-case name before the last 1 and what follows.</summary>
    private static double Bech32(ReadOnlySpan<char> units)
    {
        ReadOnlySpan<uint> generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
        const string name = "age-secret-key-";
        var sum = 1u;
        foreach (var c in name)
            sum = Step(sum, (uint)c >> 5, generators);
        sum = Step(sum, 0, generators);
        foreach (var c in name)
            sum = Step(sum, c & 31u, generators);
        foreach (var unit in units)
            if (Bech32Units.IndexOf(unit) is >= 0 and var value)
                sum = Step(sum, (uint)value, generators);
            else
                return 0;
        return sum == 1 ? 1 : 0.4;
    }

    private static uint Step(uint sum, uint value, ReadOnlySpan<uint> generators)
    {
        var top = sum >> 25;
        sum = ((sum & 0x1ffffff) << 5) ^ value;
        for (var i = 0; i < generators.Length; i++)
            if (((top >> i) & 1) != 0)
                sum ^= generators[i];
        return sum;
    }

    /// <summary>Six groups of upper-case letters and digits.</summary>
    private static double OnePassword(ReadOnlySpan<char> units) => units.Count('-') is 5 or 6 && units.IndexOfAnyInRange('a', 'z') < 0 ? Mixed(units) : 0;

    private static double LowerDashes(ReadOnlySpan<char> units) => units.Count('-') == 1 && units.IndexOfAnyInRange('A', 'Z') < 0 ? 1 : 0;

    /// <summary>32 units and eight hexadecimal digits of a checksum.</summary>
    private static double Grafana(ReadOnlySpan<char> units) => units[32] == '_' ? Hex(units[33..]) : 0;
}
