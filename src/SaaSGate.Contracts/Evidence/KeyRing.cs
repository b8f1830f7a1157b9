using SaaSGate.Contracts.Proof;

namespace SaaSGate.Contracts.Evidence;

/// <summary>The keys that the verifier brought.</summary>
internal sealed class KeyRing(IEnumerable<PublicKey> keys)
{
    private readonly Dictionary<string, PublicKey> _keys = keys.DistinctBy(key => key.Id).ToDictionary(key => key.Id);

    /// <summary>Those that signed something.</summary>
    public SortedSet<string> Used { get; } = new(StringComparer.Ordinal);

    /// <summary>Why a signature does not hold, to be read after what is signed; null when it does.</summary>
    public string? Objection(string keyId, DateTimeOffset at, byte[] document, byte[] signature)
    {
        if (!_keys.TryGetValue(keyId, out var key))
            return $"is signed with the key {Shown(keyId)}, which is none of those you brought.";
        if (!key.Verifies(document, signature))
            return "is not what was signed: it was changed, or the signature was.";
        Used.Add(keyId);
        return key.SignedAt(at) ? null : $"is signed with the key {keyId} at a time when that did not sign.";
    }

    private static string Shown(string keyId) => keyId.Length <= 64 && keyId.All(unit => char.IsAsciiLetterOrDigit(unit) || unit is '-' or '_') ? keyId : "of no valid name";
}
