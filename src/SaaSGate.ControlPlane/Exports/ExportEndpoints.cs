using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Exports;

namespace SaaSGate.ControlPlane.Exports;

/// <summary>Systems of the organisation that are told what happens.</summary>
internal static class ExportEndpoints
{
    private const int LeastSecret = 16;

    public static void MapExports(this IEndpointRouteBuilder api)
    {
        var exports = api.MapGroup("/exports").WithTags("Exports");
        var inspect = exports.MapGroup("/").RequireAuthorization(Access.Inspect);
        inspect.MapGet("/", ListAsync).WithName("listExports");
        inspect.MapGet("/{sinkId:snk}", GetAsync).WithName("getExport");
        var manage = exports.MapGroup("/").RequireAuthorization(Access.Manage);
        manage.MapPost("/", CreateAsync).WithName("createExport");
        manage.MapPut("/{sinkId:snk}", UpdateAsync).WithName("updateExport");
        manage.MapPost("/{sinkId:snk}/test", TestAsync).WithName("testExport");
        manage.MapDelete("/{sinkId:snk}", DeleteAsync).WithName("deleteExport");
    }

    private static async Task<Results<Ok<Page<ExportSinkView>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery page, Caller caller, ExportStore exports, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var after))
            return Cursor.Problem();
        var rows = await exports.ListAsync(caller.OrganisationId, after[0], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ToPage(page.Size, row => Cursor.Of(row.Name)));
    }

    private static async Task<Results<Ok<ExportSinkView>, ProblemResult>> GetAsync(Id<ExportSink> sinkId, Caller caller, ExportStore exports, CancellationToken cancellationToken) =>
        await exports.FindAsync(caller.OrganisationId, sinkId.Value, cancellationToken) is { } sink ? TypedResults.Ok(sink) : (ProblemResult)PortalProblems.NotFound;

    private static async Task<Results<Created<ExportSinkView>, ProblemResult>> CreateAsync(
        CreateExport create, Caller caller, ExportStore exports, IOptions<ConnectionOptions> options, KeyVault vault, TimeProvider clock, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var name = errors.Text("name", create.Name, 100);
        if (create.Kind is not ("webhook" or "syslog" or "otlp"))
            return errors.Add("kind", "One of webhook, syslog and otlp is needed here.").ToProblem();
        var what = create.What ?? "events";
        if (what is not ("events" or "checkpoints"))
            errors.Add("what", "One of events and checkpoints is needed here.");
        var address = ExportAddress.Normalize(create.Kind, create.Address, options.Value.AllowPrivateUpstreams);
        if (address is null)
            errors.Add("address", $"An address on the internet such as {(create.Kind == "syslog" ? "tls://siem.example.com:6514" : "https://siem.example.com/events")} is needed here. Your operator can allow private networks.");
        var secret = string.IsNullOrEmpty(create.Secret) ? null : errors.Text("secret", create.Secret, 4000);
        if (create.Kind == "webhook" && secret?.Length is not >= LeastSecret)
            errors.Add("secret", $"At least {LeastSecret} characters are needed here: what is sent is signed with it.");
        if (create.Kind == "syslog" && secret is not null)
            errors.Add("secret", "Syslog knows no secret.");
        if (!string.IsNullOrEmpty(create.Authority) && !IsPem(create.Authority))
            errors.Add("authority", "Certificates in PEM are needed here.");
        if (errors.Any)
            return errors.ToProblem();

        var id = Id<ExportSink>.New(clock);
        var box = secret is null ? null : vault.Seal(VaultPurpose.ExportSecret(caller.OrganisationId.Value, id.Value), Encoding.UTF8.GetBytes(secret));
        var sink = new NewExportSink(id, name, create.Kind, what, address!, string.IsNullOrEmpty(create.Authority) ? null : create.Authority, box);
        if (!await exports.CreateAsync(caller.OrganisationId, sink, caller.Actor, cancellationToken))
            return (ProblemResult)PortalProblems.NameTaken;
        return TypedResults.Created($"/api/v1/exports/{id}", (await exports.FindAsync(caller.OrganisationId, id.Value, cancellationToken))!);
    }

    private static async Task<Results<Ok<ExportSinkView>, ProblemResult>> UpdateAsync(
        Id<ExportSink> sinkId, UpdateExport update, Caller caller, ExportStore exports, CancellationToken cancellationToken) =>
        await exports.EnableAsync(caller.OrganisationId, sinkId.Value, update.Enabled, caller.Actor, cancellationToken)
        && await exports.FindAsync(caller.OrganisationId, sinkId.Value, cancellationToken) is { } sink
            ? TypedResults.Ok(sink)
            : (ProblemResult)PortalProblems.NotFound;

    private static async Task<Results<Ok<ExportTest>, ProblemResult>> TestAsync(
        Id<ExportSink> sinkId, Caller caller, ExportStore exports, IGrainFactory grains, CancellationToken cancellationToken) =>
        await exports.FindAsync(caller.OrganisationId, sinkId.Value, cancellationToken) is null
            ? (ProblemResult)PortalProblems.NotFound
            : TypedResults.Ok(new ExportTest(await grains.GetGrain<IExportGrain>(GrainKeys.Of(caller.OrganisationId.Value, sinkId.Value)).TestAsync()));

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(Id<ExportSink> sinkId, Caller caller, ExportStore exports, CancellationToken cancellationToken) =>
        await exports.DeleteAsync(caller.OrganisationId, sinkId.Value, caller.Actor, cancellationToken) ? TypedResults.NoContent() : (ProblemResult)PortalProblems.NotFound;

    /// <summary>Whether a text holds certificates.</summary>
    public static bool IsPem(string text)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(text);
            return certificates.Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
