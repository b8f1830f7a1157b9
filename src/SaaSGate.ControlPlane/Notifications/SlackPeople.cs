using System.Text.Json;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Notifications;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>Finds the member of the organisation who pressed something in Slack: by the link they made in the portal, or by an address that Slack has confirmed.</summary>
internal sealed class SlackPeople(PersonalStore people, SlackApi slack)
{
    /// <summary>The person's id; null where nobody says who it is.</summary>
    public async Task<string?> FindAsync(Id<Organisation> organisation, ChannelTarget target, SlackPress press, CancellationToken cancellationToken)
    {
        if (await people.FindLinkedAsync(organisation, target.Id, press.External, cancellationToken) is { } linked)
            return linked;
        if (!target.Settings.MatchEmail || target.Secrets.Token is not { } token || await slack.FindUserAsync(token, press.User, cancellationToken) is not { } user)
            return null;
        // A guest, a bot, somebody who left or somebody of another company in a shared channel is nobody here.
        var email = Text(user, "id") == press.User && Text(user, "team_id") == press.Team && Is(user, "is_email_confirmed")
            && !Is(user, "deleted") && !Is(user, "is_bot") && !Is(user, "is_restricted") && !Is(user, "is_ultra_restricted") && !Is(user, "is_stranger")
            && user.TryGetProperty("profile", out var profile)
                ? Text(profile, "email")
                : null;
        return string.IsNullOrEmpty(email) ? null : await people.FindByEmailAsync(organisation, email, cancellationToken);
    }

    private static bool Is(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
