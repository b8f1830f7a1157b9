using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>
/// Credentials that SaaSGate issues: a prefix that says what they are, 160 random bits, and a checksum, so that a mistyped
/// or cut one is known without asking the database. Only their SHA-256 is kept.
/// </summary>
internal static class SecretText
{
    public const string SkillKey = "sgk_", ApiToken = "sgt_", ClientSecret = "sgc_", Invitation = "sgi_", PasswordReset = "sgr_";
    private const int OrganisationDigits = 26;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int RandomLength = 32;

    /// <summary>How many characters stand at the end to know a mistyped one by, and at the beginning for people.</summary>
    public const int ChecksumLength = 6, HintLength = 10;

    /// <param name="prefix">What it is.</param>
    /// <param name="named">Text of the alphabet that is no secret, such as the organisation.</param>
    public static string Create(string prefix, string named = "")
    {
        var text = prefix + named + RandomNumberGenerator.GetString(Alphabet, RandomLength);
        return text + Checksum(text);
    }

    /// <summary>One that carries its organisation, since only inside it can it be looked up.</summary>
    public static string CreateIn(string prefix, Id<Organisation> organisation) => Create(prefix, organisation.Value[(Organisation.Prefix.Length + 1)..]);

    public static bool TryReadOrganisation(string text, string prefix, out Id<Organisation> organisation)
    {
        organisation = default;
        return IsWellFormed(text, prefix, OrganisationDigits)
            && Id<Organisation>.TryParse($"{Organisation.Prefix}_{text.AsSpan(prefix.Length, OrganisationDigits)}", out organisation);
    }

    public static bool IsWellFormed(string text, string prefix, int namedLength = 0) =>
        text.Length == prefix.Length + namedLength + RandomLength + ChecksumLength
        && text.StartsWith(prefix, StringComparison.Ordinal)
        && Base32.IsValid(text.AsSpan(prefix.Length))
        && Checksum(text[..^ChecksumLength]).AsSpan().SequenceEqual(text.AsSpan(text.Length - ChecksumLength));

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>First characters, for people who must tell credentials apart.</summary>
    public static string Hint(string text) => text[..HintLength];

    /// <summary>The checksum at its end.</summary>
    public static string End(string text) => text[^ChecksumLength..];

    private static string Checksum(string text) => Base32.Encode(BinaryPrimitives.ReadUInt32BigEndian(Hash(text)) >> 2, ChecksumLength);
}
