namespace SaaSGate.Contracts.Evidence;

/// <summary>Something that does not verify.</summary>
/// <param name="Kind">missing, changed, moved, cut_off, added, forged, rewritten, apart, unsigned or unreadable.</param>
/// <param name="Where">The record or file, for programs: <c>ses_…/3</c>, <c>checkpoint/7</c>, or a file's name.</param>
/// <param name="Message">In plain words.</param>
public sealed record EvidenceProblem(string Kind, string Where, string Message);
