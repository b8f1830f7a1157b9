using System.Text.Json;

namespace SaaSGate.ControlPlane.Live;

/// <summary>What the hub tells a portal, in the past tense. Public because SignalR implements it in an assembly of its own.</summary>
public interface IPortalClient
{
    /// <summary>The organisation's feed went on. A client that misses a position reads the feed.</summary>
    Task FeedAdvanced(FeedNotice notice);

    /// <summary>More of a watched session's response can be read.</summary>
    Task ExchangeAdvanced(ExchangeNotice notice);

    /// <summary>Others have an approval open than before.</summary>
    Task ApprovalViewersChanged(ViewersNotice notice);

    /// <summary>The client lagged: it reads the feed by cursor from what it has.</summary>
    Task Resync(ResyncNotice notice);

    /// <summary>What a client sees of <see cref="FeedAdvanced"/>.</summary>
    /// <param name="Position">Its place in the feed.</param>
    /// <param name="Kind">What kind of thing happened.</param>
    /// <param name="Subject">Id of what it happened to.</param>
    /// <param name="Payload">Facts that a page needs to show it.</param>
    public sealed record FeedNotice(long Position, string Kind, string Subject, JsonElement Payload);

    /// <summary>What a client sees of <see cref="ExchangeAdvanced"/>.</summary>
    /// <param name="SessionId">The session that is watched.</param>
    /// <param name="ExchangeId">The exchange.</param>
    /// <param name="Position">Response bytes up to here can be read.</param>
    /// <param name="Complete">Whether it has ended.</param>
    public sealed record ExchangeNotice(string SessionId, string ExchangeId, long Position, bool Complete);

    /// <summary>Who has an approval open.</summary>
    /// <param name="ApprovalId">The approval.</param>
    /// <param name="Viewers">All of them, the client's own person too.</param>
    public sealed record ViewersNotice(string ApprovalId, IReadOnlyList<Viewer> Viewers);

    /// <summary>One of them.</summary>
    /// <param name="UserId">Who.</param>
    /// <param name="Name">The name.</param>
    /// <param name="OrganisationId">In which organisation.</param>
    /// <param name="OrganisationName">Its name.</param>
    public sealed record Viewer(string UserId, string Name, string OrganisationId, string OrganisationName);

    /// <summary>Says how far the feed is.</summary>
    /// <param name="Position">The position that the feed has reached at least; 0 when it is not known.</param>
    public sealed record ResyncNotice(long Position);
}
