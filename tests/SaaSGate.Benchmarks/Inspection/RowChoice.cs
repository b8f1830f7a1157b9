namespace SaaSGate.Benchmarks.Inspection;

/// <summary>Which labelled texts count.</summary>
internal enum RowChoice
{
    All,
    HeldOut,
    Training,
}
