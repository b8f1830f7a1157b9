namespace SaaSGate.Postgres.Billing;

/// <summary>Something that who pays is told.</summary>
/// <param name="Name">Its name, such as <c>payment_late</c>: each is given once while it is so.</param>
/// <param name="Severity">low, medium or high.</param>
/// <param name="Text">For people.</param>
public sealed record BillingNotice(string Name, string Severity, string Text);
