using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Hosting;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>Addresses of the portal, as people outside of it use them.</summary>
internal sealed class PortalLinks(IOptions<PortalOptions> options)
{
    public Uri Root => options.Value.PublicUrl ?? options.Value.Listen;

    /// <summary>What a message is about.</summary>
    public Uri Of(string subject) => subject.Split('_')[0] switch
    {
        "apr" => new(Root, $"/approvals/{Uri.EscapeDataString(subject)}"),
        "inc" => new(Root, $"/incidents/{Uri.EscapeDataString(subject)}"),
        "ses" => new(Root, $"/sessions/{Uri.EscapeDataString(subject)}"),
        "skl" => new(Root, $"/skills/{Uri.EscapeDataString(subject)}"),
        _ => new(Root, "/"),
    };

    /// <summary>Where payment is looked after.</summary>
    public Uri Billing => new(Root, "/settings/billing");

    /// <summary>Where somebody who is invited joins. The token is behind the #, which browsers send to nobody.</summary>
    public Uri Invitation(string token) => new(Root, $"/invitation#{token}");

    /// <summary>Where whoever lost a password sets another. The token is behind the #, as of an invitation.</summary>
    public Uri PasswordReset(string token) => new(Root, $"/password#{token}");

    /// <summary>Where people see with what and where they are signed in.</summary>
    public Uri SignIns => new(Root, "/settings/sign-ins");

    /// <summary>Where Slack sends what people press in a channel.</summary>
    public Uri Slack(string channelId) => new(Root, $"/events/slack/{channelId}");

    /// <summary>Where a person says who they are on the other side of a channel.</summary>
    public Uri Link(string ticket) => new(Root, $"/settings/notifications?link={Uri.EscapeDataString(ticket)}");
}
