namespace SaaSGate.Postgres.Billing;

/// <summary>How an organisation is called.</summary>
/// <param name="Name">For people.</param>
/// <param name="Slug">Short.</param>
public sealed record BillingName(string Name, string Slug);
