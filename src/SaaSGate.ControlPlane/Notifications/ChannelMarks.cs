using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Vault;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>
/// Marks on what a channel hands out and gets back: nobody else makes one, whatever way into the channel they found, and none of another channel is taken.
/// </summary>
internal sealed class ChannelMarks(KeyVault vault, TimeProvider clock)
{
    private const int DigestDigits = 64;
    private static readonly TimeSpan TicketLife = TimeSpan.FromMinutes(30);

    /// <summary>What a button names: the approval, and the digest of the view that the message stands for.</summary>
    public string ForButton(string organisation, string channel, string approval, string viewDigest) => Marked(organisation, channel, "button", $"{approval}.{viewDigest}");

    /// <summary>Reads that; null where it was not made here for this channel.</summary>
    public (Id<Approval> Approval, byte[] ViewDigest)? ReadButton(string organisation, string channel, string? mark) =>
        Read(organisation, channel, "button", mark) is { } text && text.Split('.') is [var approval, { Length: DigestDigits } digest] && Id<Approval>.TryParse(approval, out var id)
            ? (id, Convert.FromHexString(digest))
            : null;

    /// <summary>What a person opens to say who they are: it names the channel and the other side's id and name, for half an hour. The page shows the name: only its bearer should say yes.</summary>
    public string ForLink(string organisation, string channel, string external, string name)
    {
        var until = (clock.GetUtcNow() + TicketLife).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"{channel}.{Marked(organisation, channel, "link", $"{until}.{Encoded(external)}.{Encoded(name)}")}";
    }

    /// <summary>Reads that; null where it was not made here for this organisation, or is over.</summary>
    public (string Channel, string External)? ReadLink(string organisation, string? ticket)
    {
        if (ticket is null || ticket.IndexOf('.', StringComparison.Ordinal) is not (> 0 and var dot) || !Id<NotificationChannel>.TryParse(ticket[..dot], out var channel)
            || Read(organisation, channel.Value, "link", ticket[(dot + 1)..]) is not { } text || text.Split('.') is not [var until, var external, _]
            || !long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds < clock.GetUtcNow().ToUnixTimeSeconds())
            return null;
        return (channel.Value, Encoding.UTF8.GetString(Base64Url.DecodeFromChars(external)));
    }

    private static string Encoded(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private string Marked(string organisation, string channel, string use, string text) => $"{text}.{Mac(organisation, channel, use, text)}";

    private string? Read(string organisation, string channel, string use, string? mark)
    {
        if (mark is not { Length: <= 1000 } || mark.LastIndexOf('.') is not (> 0 and var dot))
            return null;
        var given = Encoding.UTF8.GetBytes(mark[(dot + 1)..]);
        return CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(Mac(organisation, channel, use, mark[..dot]))) ? mark[..dot] : null;
    }

    private string Mac(string organisation, string channel, string use, string text) => Base64Url.EncodeToString(
        HMACSHA256.HashData(vault.DeriveKey(VaultPurpose.ChannelMark(organisation, channel)), Encoding.UTF8.GetBytes($"{use}\n{text}")));
}
