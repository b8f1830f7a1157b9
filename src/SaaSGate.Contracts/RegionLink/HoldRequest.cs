namespace SaaSGate.Contracts.RegionLink;

/// <summary>What a gateway holds for reviewers.</summary>
public sealed partial class HoldRequest
{
    /// <summary>Bytes of a view. What would be longer is not held: no reviewer reads it, and it must fit into a message of the link.</summary>
    public const int LongestView = 8 * 1024 * 1024;
}
