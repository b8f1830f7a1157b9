using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.Postgres.Billing;
using Stripe;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>Takes what Stripe says that happened: who says it is proven over the bytes as they came, and the event is kept before anything else is done.</summary>
internal sealed class StripeInbox(StripeEventStore events, IOptions<BillingOptions> options, TimeProvider clock)
{
    /// <summary>Bytes that an event may have.</summary>
    public const int MostBytes = 512 * 1024;

    /// <summary>What an event of Stripe's second API is, as it is sent: it is fetched by who wants to know more.</summary>
    private const string Notification = "v2.core.event";

    private const long ToleranceSeconds = 300;

    /// <summary>Keeps an event.</summary>
    /// <param name="body">As it came.</param>
    /// <param name="signature">The header <c>Stripe-Signature</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whom it concerns, null where it is known already or nobody's; or why it is refused.</returns>
    public async Task<(Id<Organisation>? Concerns, Problem? Refusal)> TakeAsync(ReadOnlyMemory<byte> body, string? signature, CancellationToken cancellationToken)
    {
        if (body.Length > MostBytes)
            return (null, PortalProblems.BodyTooLarge);
        if (signature is null || Read(body) is not { } text || !options.Value.WebhookSecret.Split(',', StringSplitOptions.TrimEntries).Any(secret => IsSigned(text, signature, secret)))
            return (null, PortalProblems.SignatureRefused);
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        if (Text(root, "object") == Notification)
        {
            // It carries no more than that it happened, in a form that has no version.
            return Text(root, "id") is not { Length: > 0 and <= 255 } noted || Text(root, "type") is not { Length: > 0 and <= 255 } what
                || Text(root, "created") is not { } at || !DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var then)
                ? (null, PortalProblems.Invalidated)
                : (await events.AddAsync(noted, what, null, then, cancellationToken), null);
        }

        if (Text(root, "api_version") != StripeApi.Version)
            return (null, PortalProblems.StripeVersion);
        if (Text(root, "id") is not { Length: > 0 and <= 255 } id || Text(root, "type") is not { Length: > 0 and <= 255 } type
            || !root.TryGetProperty("created", out var created) || !created.TryGetInt64(out var seconds)
            || !root.TryGetProperty("data", out var data) || !data.TryGetProperty("object", out var thing))
            return (null, PortalProblems.Invalidated);
        return (await events.AddAsync(id, type, CustomerOf(thing), DateTimeOffset.FromUnixTimeSeconds(seconds), cancellationToken), null);
    }

    private static string? CustomerOf(JsonElement thing) => Text(thing, "object") == "customer" ? Text(thing, "id")
        : !thing.TryGetProperty("customer", out var customer) ? null
        : customer.ValueKind == JsonValueKind.Object ? Text(customer, "id") : Text(thing, "customer");

    private static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body.Span);
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? text : null;
        }
        catch (Exception unreadable) when (unreadable is DecoderFallbackException or JsonException)
        {
            return null;
        }
    }

    private bool IsSigned(string body, string signature, string secret)
    {
        try
        {
            EventUtility.ValidateSignature(body, signature, secret, ToleranceSeconds, clock.GetUtcNow().ToUnixTimeSeconds());
            return true;
        }
        catch (Exception refused) when (refused is StripeException or FormatException or ArgumentException or IndexOutOfRangeException or KeyNotFoundException)
        {
            return false;
        }
    }
}
