namespace SaaSGate.Contracts.RegionLink;

/// <summary>
/// A lock that a rule puts on a skill. Its id is made of the exchange's: whoever takes in the records puts it once, and the gateway that refuses
/// the skill already knows it when it comes.
/// </summary>
public static class RuleLock
{
    /// <summary>What decisions that lock are called in records.</summary>
    public const string Kind = "lock";

    /// <summary>The lock's id (<c>lck_…</c>) for an exchange's (<c>exc_…</c>).</summary>
    public static string IdOf(string exchangeId)
    {
        ArgumentNullException.ThrowIfNull(exchangeId);
        return string.Concat("lck", exchangeId.AsSpan(3));
    }
}
