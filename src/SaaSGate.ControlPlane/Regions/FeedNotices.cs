using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Live;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>Passes what stores appended to feeds on to portals.</summary>
internal static class FeedNotices
{
    public static void FeedsAdvanced(this LiveNotices notices, IEnumerable<FeedAppended> feeds)
    {
        foreach (var feed in feeds)
            notices.FeedAdvanced(feed.OrganisationId, feed.Event);
    }
}
