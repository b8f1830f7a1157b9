using System.Collections.Frozen;

namespace SaaSGate.Inspection.Detection;

/// <summary>The common types, as rules, labels and records name them.</summary>
internal static class FindingTypes
{
    public const string Email = "EMAIL", Phone = "PHONE", Url = "URL", Ip = "IP", Mac = "MAC", Username = "USERNAME";

    public const string CreditCard = "CREDIT_CARD", Iban = "IBAN", BankAccount = "BANK_ACCOUNT", Crypto = "CRYPTO_ADDRESS", Money = "MONEY";

    public const string UsSsn = "US_SSN", NationalId = "NATIONAL_ID", TaxId = "TAX_ID", Passport = "PASSPORT", DriverLicense = "DRIVER_LICENSE", Npi = "NPI", Mrn = "MRN",
        Vin = "VIN", Id = "ID";

    public const string ApiKey = "API_KEY", Password = "PASSWORD";

    public const string Person = "PERSON", Title = "TITLE", Location = "LOCATION", Org = "ORG", Address = "ADDRESS", Zip = "ZIP", Nrp = "NRP", Date = "DATE", Age = "AGE";

    public const string ExfilUrl = "EXFIL_URL", EncodedData = "ENCODED_DATA", HiddenText = "HIDDEN_TEXT";

    /// <summary>What looks like a sealed token and does not open.</summary>
    public const string SealedToken = "SEALED_TOKEN";

    public const string Injection = "INJECTION", SecretRequest = "SECRET_REQUEST", Destination = "DESTINATION", Bulk = "BULK";

    /// <summary>All of them: no type of a tenant's own may be named alike, whether its detector is here yet or not.</summary>
    public static FrozenSet<string> Common { get; } = typeof(FindingTypes).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).ToFrozenSet(StringComparer.Ordinal);
}
