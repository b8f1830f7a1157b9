namespace SaaSGate.Inspection.Caching;

/// <summary>A value in a text of a body, and what stands in its place.</summary>
/// <param name="Finding">What is told of it, null where the next one goes on with it; its location is the text's and is filled in where the text stands.</param>
/// <param name="First">Offset of its first byte in the text's bytes.</param>
/// <param name="End">One past its last byte.</param>
/// <param name="Replacement">Null where it is only told.</param>
/// <param name="Recorded">What the record holds in its place.</param>
internal sealed record SeenValue(Finding? Finding, int First, int End, string? Replacement, string Recorded)
{
    /// <summary>Whether what replaces it shows nothing of it.</summary>
    public bool IsSilent => Replacement is null || (Replacement == Recorded && (Recorded == Finding?.Label || Recorded == Masking.JsonNumber.Masked));
}
