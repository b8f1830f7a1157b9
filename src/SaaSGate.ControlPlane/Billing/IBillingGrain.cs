namespace SaaSGate.ControlPlane.Billing;

/// <summary>Looks after one organisation's account, one thing after the other. Key: <c>org_…/billing</c>.</summary>
[Alias("billing")]
internal interface IBillingGrain : IGrainWithStringKey
{
    /// <summary>The second part of the key.</summary>
    const string Id = "billing";

    /// <summary>Does all that is due.</summary>
    [Alias("do")]
    Task DoAsync();

    /// <summary>Reads Stripe now.</summary>
    /// <returns>Whether that worked.</returns>
    [Alias("refresh")]
    Task<bool> RefreshAsync();

    /// <summary>The customer; made where there is none.</summary>
    /// <returns>Its id; null where Stripe does not answer.</returns>
    [Alias("customer")]
    Task<string?> CustomerAsync();
}
