using SaaSGate.Inspection.Detection.Finance.Crypto;

namespace SaaSGate.Inspection.Detection.Finance;

/// <summary>Detectors of accounts and means of payment.</summary>
internal static class FinanceDetectors
{
    public static IReadOnlyList<Detector> All { get; } = [new CreditCardDetector(), new IbanDetector(), new BankAccountDetector(), new BicDetector(), new CryptoAddressDetector()];
}
