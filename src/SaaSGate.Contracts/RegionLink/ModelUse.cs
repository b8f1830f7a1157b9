namespace SaaSGate.Contracts.RegionLink;

/// <content>How much of it there is.</content>
public sealed partial class ModelUse
{
    /// <summary>Models of a batch that are told apart: what those beyond use counts for the first.</summary>
    public const int Most = 8;

    /// <summary>A name that is longer, in characters, is none that Claude gives.</summary>
    public const int LongestModel = 128;
}
