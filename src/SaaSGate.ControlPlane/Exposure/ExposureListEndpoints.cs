using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Inspection;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Exposure;

namespace SaaSGate.ControlPlane.Exposure;

/// <summary>Lists of values to look up, for breach notices. One person uploads, another confirms.</summary>
internal static class ExposureListEndpoints
{
    private const int MostValues = 10_000, LongestName = 200, LongestType = 64, ReportPage = 5000;

    public static void MapExposureLists(this IEndpointRouteBuilder api)
    {
        var lists = api.MapGroup("/exposure/lists").WithTags("Exposure");
        var contain = lists.MapGroup("/").RequireAuthorization(Access.Contain);
        contain.MapPost("/", UploadAsync).WithName("uploadExposureList");
        contain.MapPost("/{listId:exl}/confirm", ConfirmAsync).WithName("confirmExposureList");
        contain.MapPost("/{listId:exl}/cancel", CancelAsync).WithName("cancelExposureList");
        var look = lists.MapGroup("/").RequireAuthorization(Access.Look);
        look.MapGet("/", ListAsync).WithName("listExposureLists");
        look.MapGet("/{listId:exl}", GetAsync).WithName("getExposureList");
        look.MapGet("/{listId:exl}/hits", ListHitsAsync).WithName("listExposureHits");
        look.MapGet("/{listId:exl}/report", ReportAsync).WithName("getExposureReport").Produces<string>(StatusCodes.Status200OK, "text/csv");
    }

    private static async Task<Results<Ok<Page<ExposureListView>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery page, Caller caller, ExposureListStore lists, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, out DateTimeOffset? at, out var id))
            return Cursor.Problem();
        var rows = await lists.ListAsync(caller.OrganisationId, at, id, page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.CreatedAt, row.Id)));
    }

    private static async Task<Results<Created<ExposureListView>, ProblemResult>> UploadAsync(
        UploadList upload, Caller caller, ValueFingerprints fingerprints, KeyVault vault, ExposureListStore lists, LiveNotices notices, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var (name, type) = (errors.Text("name", upload.Name, LongestName), errors.Text("type", upload.Type, LongestType));
        if (upload.Values.Count is 0 or > MostValues)
            errors.Add("values", $"Between 1 and {MostValues} values fit here.");
        else if (upload.Values.Any(value => string.IsNullOrWhiteSpace(value) || value.Trim().Length > KnownValue.MostUnits))
            errors.Add("values", $"Each value has 1 to {KnownValue.MostUnits} characters.");
        if (errors.Any)
            return errors.ToProblem();
        if (await fingerprints.ForAsync(caller.OrganisationId, type, cancellationToken) is null)
            return FieldErrors.One("type", "Nothing finds values of this type here. Choose one that findings have, such as EMAIL.");
        var id = Id<ExposureList>.New(clock);
        var plain = JsonSerializer.SerializeToUtf8Bytes(upload.Values);
        var sealedValues = vault.Seal(VaultPurpose.ExposureList(caller.OrganisationId.Value, id.Value), plain);
        CryptographicOperations.ZeroMemory(plain);
        // Who made a token answers for what it uploads: another person must confirm it.
        var (list, appended) = await lists.AddAsync(
            caller.OrganisationId, id, name, type, upload.Values.Count, sealedValues, new Actor(caller.MadeBy ?? caller.ActorId, caller.ActorName), cancellationToken);
        notices.FeedAdvanced(caller.OrganisationId.Value, appended);
        return TypedResults.Created($"/api/v1/exposure/lists/{list.Id}", list);
    }

    private static async Task<Results<Ok<ExposureListView>, ProblemResult>> GetAsync(
        Id<ExposureList> listId, Caller caller, ExposureListStore lists, CancellationToken cancellationToken) =>
        await lists.FindAsync(caller.OrganisationId, listId, cancellationToken) is { } list ? TypedResults.Ok(list) : (ProblemResult)PortalProblems.NotFound;

    private static async Task<Results<Ok<ExposureListView>, ProblemResult>> ConfirmAsync(
        Id<ExposureList> listId, Caller caller, ValueFingerprints fingerprints, ExposureListStore lists, LiveNotices notices, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (await lists.FindAsync(caller.OrganisationId, listId, cancellationToken) is not { } list)
            return (ProblemResult)PortalProblems.NotFound;
        if (caller.User is null || caller.SpeaksFor(list.CreatedById))
            return (ProblemResult)PortalProblems.SecondPersonNeeded;
        if (await fingerprints.ForAsync(caller.OrganisationId, list.Type, cancellationToken) is null)
            return FieldErrors.One("type", "Nothing finds values of this type any more. Cancel the list.");
        var confirmed = await lists.ConfirmAsync(caller.OrganisationId, listId, caller.Actor, cancellationToken);
        if (confirmed is not null)
            await grains.GetGrain<IExposureListGrain>(GrainKeys.Of(caller.OrganisationId.Value, list.Id)).StartAsync();
        return Told(confirmed, caller, notices);
    }

    private static async Task<Results<Ok<ExposureListView>, ProblemResult>> CancelAsync(
        Id<ExposureList> listId, Caller caller, ExposureListStore lists, LiveNotices notices, CancellationToken cancellationToken) =>
        await lists.FindAsync(caller.OrganisationId, listId, cancellationToken) is null
            ? (ProblemResult)PortalProblems.NotFound
            : Told(await lists.CancelAsync(caller.OrganisationId, listId, caller.Actor, cancellationToken), caller, notices);

    private static async Task<Results<Ok<Page<ExposureHit>>, ProblemResult>> ListHitsAsync(
        Id<ExposureList> listId, [AsParameters] PageQuery page, Caller caller, ExposureListStore lists, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 2, out var after) || !int.TryParse(after[0] ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            return Cursor.Problem();
        if (await lists.FindAsync(caller.OrganisationId, listId, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        var rows = await lists.ListHitsAsync(caller.OrganisationId, listId, position, after[1] ?? "", page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Position.ToString(CultureInfo.InvariantCulture), row.SessionId)));
    }

    private static async Task<Results<PushStreamHttpResult, ProblemResult>> ReportAsync(
        Id<ExposureList> listId, Caller caller, ExposureListStore lists, HttpContext context, CancellationToken cancellationToken)
    {
        if (await lists.FindAsync(caller.OrganisationId, listId, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        await lists.AuditReportAsync(caller.OrganisationId, listId, caller.Actor, cancellationToken);
        return TypedResults.Stream(stream => WriteReportAsync(stream, caller.OrganisationId, listId, lists, context.RequestAborted), "text/csv", $"exposure-{listId.Value}.csv");
    }

    private static async Task WriteReportAsync(Stream stream, Id<Organisation> organisation, Id<ExposureList> list, ExposureListStore lists, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        await writer.WriteAsync(ExposureCsv.Head);
        for (var (position, session) = (0, ""); ;)
        {
            var hits = await lists.ListHitsAsync(organisation, list, position, session, ReportPage, cancellationToken);
            foreach (var hit in hits)
                await writer.WriteAsync(ExposureCsv.Line(hit));
            if (hits.Count < ReportPage)
                break;
            (position, session) = (hits[^1].Position, hits[^1].SessionId);
        }

        await writer.FlushAsync(cancellationToken);
    }

    private static Results<Ok<ExposureListView>, ProblemResult> Told((ExposureListView List, Postgres.Live.FeedEvent Event)? changed, Caller caller, LiveNotices notices)
    {
        if (changed is not { } done)
            return (ProblemResult)PortalProblems.ListEnded;
        notices.FeedAdvanced(caller.OrganisationId.Value, done.Event);
        return TypedResults.Ok(done.List);
    }
}
