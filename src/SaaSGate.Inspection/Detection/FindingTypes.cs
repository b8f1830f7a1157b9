namespace SaaSGate.Inspection.Detection;

/// <summary>The common types, as rules, labels and records name them.</summary>
internal static class FindingTypes
{
    public const string Email = "EMAIL", Phone = "PHONE", CreditCard = "CREDIT_CARD", UsSsn = "US_SSN", ApiKey = "API_KEY";
}
