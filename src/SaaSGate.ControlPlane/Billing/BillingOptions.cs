using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>Payment by Stripe. Without a key it is off: nobody is limited, and nobody is asked to pay. Section <c>SaaSGate:Billing</c>.</summary>
internal sealed record BillingOptions : IValidatableObject
{
    public const string Section = "SaaSGate:Billing";

    /// <summary>Stripe's secret or restricted key; empty is off.</summary>
    public string SecretKey { get; set; } = "";

    /// <summary>The signing secret of the webhook endpoint <c>/webhooks/stripe</c>, <c>whsec_…</c>; several, separated by commas, where it has two destinations at Stripe (one of events with what they carry, one of
    /// <c>v1.billing.meter.…</c>), or while one is changed.</summary>
    public string WebhookSecret { get; set; } = "";

    /// <summary>Where Stripe's API is, for tests; Stripe's own when absent.</summary>
    public Uri? ApiBase { get; set; }

    /// <summary>How often a call to Stripe is made again by itself.</summary>
    [Range(0, 5)]
    public int Retries { get; set; } = 2;

    /// <summary>Whether a plan can be tried without a payment method. A trial that ends without one is paused.</summary>
    public bool TrialWithoutCard { get; set; }

    /// <summary>Whether Stripe works out taxes; it must be set up for that.</summary>
    public bool AutomaticTax { get; set; }

    public bool IsOn => SecretKey.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsOn && WebhookSecret.Length == 0)
            yield return new("With SaaSGate:Billing:SecretKey, the signing secret of the webhook endpoint is needed too: SaaSGate:Billing:WebhookSecret.");
    }
}
