namespace SaaSGate.ControlPlane.Billing;

/// <summary>An invoice.</summary>
/// <param name="Id">in_…; of the next one there is none.</param>
/// <param name="Number">As it stands on it.</param>
/// <param name="Status">open, paid, uncollectible, void; draft for the next one.</param>
/// <param name="At">When it was made.</param>
/// <param name="Currency">ISO 4217 in small letters.</param>
/// <param name="TotalCents">With taxes and coupons.</param>
/// <param name="RemainingCents">Of it what is not paid.</param>
/// <param name="PayUrl">Where it is shown and paid; null where there is no such place.</param>
/// <param name="PdfUrl">As PDF.</param>
/// <param name="Lines">What for, without taxes and coupons.</param>
/// <param name="Discounts">What coupons take off.</param>
/// <param name="TaxCents">Taxes of it.</param>
/// <param name="TaxIds">Tax ids of who pays, as they stand on it.</param>
internal sealed record InvoiceView(
    string? Id, string? Number, string? Status, DateTimeOffset At, string Currency, long TotalCents, long RemainingCents, string? PayUrl, string? PdfUrl, IReadOnlyList<InvoiceLineView> Lines,
    IReadOnlyList<InvoiceDiscountView> Discounts, long TaxCents, IReadOnlyList<string> TaxIds);
