namespace SaaSGate.Scanning;

/// <summary>What <c>saasgate scan</c> was asked.</summary>
/// <param name="Files">Files to read for a person; <c>-</c> is standard input.</param>
/// <param name="JsonLines">Whether standard input has a JSON object a line.</param>
/// <param name="Policy">File with a policy; null for all types.</param>
/// <param name="Types">Types with commas between them; null for all.</param>
/// <param name="Threshold">Least score; null for the default.</param>
/// <param name="LabelKey">Hexadecimal key of labels; null for one of this run.</param>
internal sealed record ScanOptions(IReadOnlyList<string> Files, bool JsonLines, string? Policy, string? Types, double? Threshold, string? LabelKey);
