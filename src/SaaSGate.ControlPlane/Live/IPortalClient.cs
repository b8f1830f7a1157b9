using System.Text.Json;

namespace SaaSGate.ControlPlane.Live;

/// <summary>What the hub tells a portal, in the past tense.</summary>
internal interface IPortalClient
{
    /// <summary>The organisation's feed went on. A client that misses a position reads the feed.</summary>
    Task FeedAdvanced(FeedNotice notice);

    /// <summary>More of a watched session's response can be read.</summary>
    Task ExchangeAdvanced(ExchangeNotice notice);

    /// <summary>The client lagged: it reads the feed by cursor from what it has.</summary>
    Task Resync(ResyncNotice notice);

    /// <summary>What a client sees of <see cref="FeedAdvanced"/>.</summary>
    internal sealed record FeedNotice(long Position, string Kind, string Subject, JsonElement Payload);

    /// <summary>What a client sees of <see cref="ExchangeAdvanced"/>.</summary>
    internal sealed record ExchangeNotice(string SessionId, string ExchangeId, long Position, bool Complete);

    /// <summary>The position that the feed has reached at least.</summary>
    internal sealed record ResyncNotice(long Position);
}
