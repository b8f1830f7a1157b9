namespace SaaSGate.Inspection.Masking;

/// <summary>
/// What a skill gets in place of a value. The record holds the label, whichever it is. Where a form cannot stand, as in a
/// number or a name of JSON, a label or a number takes its place.
/// </summary>
internal enum MaskOperator
{
    /// <summary><c>[EMAIL_7KQ2M9]</c>: the same value, the same label.</summary>
    Label,

    /// <summary><c>[CREDIT_CARD_****1111]</c>: the last four letters and digits stay.</summary>
    Partial,

    /// <summary>Nothing.</summary>
    Drop,

    /// <summary><c>[EMAIL:sgs1.…]</c>: a token that the gateway turns back when it comes back from the same skill.</summary>
    Seal,

    /// <summary>The value itself: only the record holds a label.</summary>
    Keep,
}
