using static SaaSGate.Inspection.Detection.Secrets.KeyChecks;

namespace SaaSGate.Inspection.Detection.Secrets.Formats;

/// <summary>Payments, shops, social networks and travel.</summary>
internal static class CommerceFormats
{
    public static KeyFormat[] All { get; } =
    [
        new("stripe-key", "sk_live_", Tail.Letters, 10, 120), new("stripe-key", "rk_live_", Tail.Letters, 10, 120), new("stripe-key", "sk_test_", Tail.Letters, 10, 120),
        new("stripe-key", "rk_test_", Tail.Letters, 10, 120), new("stripe-key", "sk_org_live_", Tail.Letters, 10, 120),
        new("webhook-secret", "whsec_", Tail.Base64Run, 24, 80, Mixed), new("paypal-token", "A21AA", Tail.Key, 60, 100, Random),
        new("square-token", "sq0atp-", Tail.Key, 22, 22), new("square-secret", "sq0csp-", Tail.Key, 43, 43), new("square-token", "EAAA", Tail.Key, 60, 60, Random),
        new("facebook-token", "EAA", Tail.Letters, 80, 240, Random), new("instagram-token", "IGQ", Tail.Key, 100, 240, Random),
        new("twitter-bearer-token", "AAAAAAAAAAAAAAAAAAAAA", Tail.AnyKey, 60, 160, Random) { Examples = true }, new("adyen-key", "AQE", Tail.AnyKey, 80, 240, Random),
        new("razorpay-key", "rzp_live_", Tail.Letters, 14, 14), new("razorpay-key", "rzp_test_", Tail.Letters, 14, 14),
        new("flutterwave-key", "FLWSECK-", Tail.Key, 34, 60), new("flutterwave-key", "FLWSECK_TEST-", Tail.Key, 12, 60),
        new("plaid-token", "access-sandbox-", Tail.Key, 36, 36, Uuid), new("plaid-token", "access-production-", Tail.Key, 36, 36, Uuid),
        new("plaid-token", "access-development-", Tail.Key, 36, 36, Uuid), new("shopify-token", "shpat_", Tail.Letters, 32, 32, Hex),
        new("shopify-token", "shpca_", Tail.Letters, 32, 32, Hex), new("shopify-token", "shppa_", Tail.Letters, 32, 32, Hex),
        new("shopify-secret", "shpss_", Tail.Letters, 32, 32, Hex), new("shopify-token", "shpua_", Tail.Letters, 32, 32, Hex),
        new("shopify-token", "shptka_", Tail.Letters, 32, 32, Hex), new("mollie-key", "live_", Tail.Letters, 30, 30, Random),
        new("mollie-key", "test_", Tail.Letters, 30, 30, Random), new("gocardless-token", "live_", Tail.Key, 40, 40, Random),
        new("lob-key", "live_", Tail.Letters, 35, 35, LowerHex), new("lob-key", "test_", Tail.Letters, 35, 35, LowerHex),
        new("checkout-key", "sk_sbox_", Tail.Letters, 20, 60), new("xendit-key", "xnd_production_", Tail.Letters, 30, 80),
        new("xendit-key", "xnd_development_", Tail.Letters, 30, 80), new("paddle-key", "pdl_live_apikey_", Tail.Key, 40, 80),
        new("paddle-key", "pdl_sdbx_apikey_", Tail.Key, 40, 80), new("polar-token", "polar_oat_", Tail.Letters, 30, 60),
        new("polar-token", "polar_pat_", Tail.Letters, 30, 60), new("mercury-token", "secret-token:mercury_", Tail.Key, 30, 80),
        new("easypost-key", "EZAK", Tail.Letters, 54, 54, Random), new("easypost-key", "EZTK", Tail.Letters, 54, 54, Random),
        new("shippo-token", "shippo_live_", Tail.Letters, 40, 40, LowerHex), new("shippo-token", "shippo_test_", Tail.Letters, 40, 40, LowerHex),
        new("duffel-token", "duffel_live_", Tail.Key, 43, 43), new("duffel-token", "duffel_test_", Tail.Key, 43, 43), new("mapbox-token", "sk.eyJ", Tail.Token, 60, 120),
        new("alchemy-key", "alcht_", Tail.Letters, 30, 30, Random), new("persona-key", "persona_production_", Tail.Key, 30, 60),
        new("persona-key", "persona_sandbox_", Tail.Key, 30, 60),
    ];
}
