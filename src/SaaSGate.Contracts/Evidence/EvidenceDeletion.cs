namespace SaaSGate.Contracts.Evidence;

/// <summary>A deletion that the evidence itself proves.</summary>
/// <param name="SessionId">In which session.</param>
/// <param name="Sequence">Its record.</param>
/// <param name="At">When, as the record says.</param>
/// <param name="Reason">Why, as a code.</param>
/// <param name="Note">Why, in words.</param>
/// <param name="What">What was deleted, in words.</param>
public sealed record EvidenceDeletion(string SessionId, long Sequence, string At, string Reason, string? Note, string What);
