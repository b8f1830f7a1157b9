using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Offboarding;

namespace SaaSGate.ControlPlane.Offboarding;

/// <summary>Where HR systems say who has left. Nobody signs in here: the message's signature does. It is not limited: it stops what must stop.</summary>
internal static class HrEvents
{
    private const int MostBytes = 64 * 1024, LongestText = 300;

    public static void MapHrEvents(this IEndpointRouteBuilder app) =>
        app.MapPost("/events/hr/{organisationId:org}/{webhookId:hrw}", ReceiveAsync).ExcludeFromDescription().AllowAnonymous();

    private static async Task<IResult> ReceiveAsync(
        Id<Organisation> organisationId, Id<HrWebhook> webhookId, HttpContext context, HrWebhookStore webhooks, Offboarder offboarder, KeyVault vault, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var buffer = new byte[MostBytes + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > MostBytes)
            return (ProblemResult)PortalProblems.BodyTooLarge;
        var body = buffer.AsMemory(0, length);
        var headers = context.Request.Headers;
        if (await webhooks.FindSecretAsync(organisationId, webhookId.Value, cancellationToken) is not { } known
            || !HrSignature.IsValid(
                vault.Open(VaultPurpose.HrWebhook(organisationId.Value, webhookId.Value), known.SecretSealed), headers[HrSignature.TimestampHeader], headers[HrSignature.SignatureHeader],
                body.Span, clock.GetUtcNow()))
            return (ProblemResult)PortalProblems.SignatureRefused;
        if (Read(body) is not { Event: "person.left", Person: { Length: > 0 and <= LongestText } person } message)
            return FieldErrors.One("body", "An object with event \"person.left\" and a person is needed here.");

        var outcome = await webhooks.ReceiveAsync(
            organisationId, webhookId.Value, SHA256.HashData([.. System.Text.Encoding.ASCII.GetBytes($"{headers[HrSignature.TimestampHeader]}."), .. body.Span]), person,
            new(OffboardingKinds.HrWebhook, known.Name, Cut(message.Reason)), new(webhookId.Value, known.Name), cancellationToken);
        if (outcome.IsReplay)
            return (ProblemResult)PortalProblems.SignatureRefused;
        if (outcome.Result is null)
            return FieldErrors.One("person", "One person of this organisation is needed here, by id, e-mail address, or the directory's name or id.");
        await offboarder.AfterAsync(organisationId, outcome.UserId!, outcome.Result);
        return TypedResults.Ok(new HrAnswer(outcome.Result.Id, outcome.Result.Began));
    }

    private static HrMessage? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            var message = JsonSerializer.Deserialize<HrMessage>(body.Span, JsonSerializerOptions.Web);
            return message is not null && Texts(message).All(text => text?.Contains('\0', StringComparison.Ordinal) != true) ? message : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<string?> Texts(HrMessage message) => [message.Person, message.Reason];

    private static string? Cut(string? reason) => reason is { Length: > LongestText } ? reason[..LongestText] : reason;
}
