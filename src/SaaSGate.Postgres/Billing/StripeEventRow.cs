namespace SaaSGate.Postgres.Billing;

/// <summary>Something that Stripe said happened.</summary>
/// <param name="Id">evt_….</param>
/// <param name="Type">Stripe's word for it.</param>
/// <param name="CustomerId">Whose; null where it names none.</param>
/// <param name="OrganisationId">Whose here; null where it is nobody's.</param>
/// <param name="CreatedAt">By Stripe's clock.</param>
/// <param name="State">waiting, done or parked.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Error">Why it failed last.</param>
public sealed record StripeEventRow(string Id, string Type, string? CustomerId, string? OrganisationId, DateTimeOffset CreatedAt, string State, int Attempts, string? Error);
