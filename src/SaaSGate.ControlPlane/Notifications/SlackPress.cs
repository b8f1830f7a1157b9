using System.Text.Json;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>A button that somebody pressed.</summary>
/// <param name="Action">Which.</param>
/// <param name="Mark">What it named.</param>
/// <param name="Team">The workspace.</param>
/// <param name="User">Who pressed, in it.</param>
/// <param name="Name">What Slack calls them.</param>
/// <param name="MessageTs">Slack's id of the message.</param>
/// <param name="ResponseUrl">Where an answer goes; null where Slack gave none.</param>
internal sealed record SlackPress(string Action, string? Mark, string Team, string User, string Name, string? MessageTs, Uri? ResponseUrl)
{
    /// <summary>Who pressed, among all workspaces.</summary>
    public string External => $"{Team}/{User}";

    /// <summary>Reads a payload of the type <c>block_actions</c>; null for anything else.</summary>
    public static SlackPress? Read(string? payload)
    {
        try
        {
            var root = JsonElement.Parse(payload ?? "");
            if (root.GetProperty("type").GetString() != "block_actions")
                return null;
            var action = root.GetProperty("actions")[0];
            return new(
                action.GetProperty("action_id").GetString() ?? "",
                action.TryGetProperty("value", out var value) ? value.GetString() : null,
                root.GetProperty("user").TryGetProperty("team_id", out var team) ? team.GetString() ?? "" : root.GetProperty("team").GetProperty("id").GetString() ?? "",
                root.GetProperty("user").GetProperty("id").GetString() ?? "",
                ForeignText.Name(root.GetProperty("user").TryGetProperty("username", out var name) ? name.GetString() : "", 80),
                root.TryGetProperty("message", out var message) && message.TryGetProperty("ts", out var ts) ? ts.GetString() : null,
                root.TryGetProperty("response_url", out var url) && Uri.TryCreate(url.GetString(), UriKind.Absolute, out var response) && response.Scheme == Uri.UriSchemeHttps ? response : null);
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
