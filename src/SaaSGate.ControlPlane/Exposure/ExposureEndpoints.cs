using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Inspection;
using SaaSGate.Postgres.Exposure;

namespace SaaSGate.ControlPlane.Exposure;

/// <summary>Who saw a value that is known already. The value stands in the body alone, and is neither stored nor logged.</summary>
internal static class ExposureEndpoints
{
    private const int LongestType = 64, DigestBytes = 8;

    public static void MapExposure(this IEndpointRouteBuilder api) =>
        api.MapGroup("/exposure").WithTags("Exposure").RequireAuthorization(Access.Contain).MapPost("/", LookUpAsync).WithName("lookUpExposure");

    private static async Task<Results<Ok<ExposureReport>, ProblemResult>> LookUpAsync(
        LookUpValue asked, Caller caller, ValueFingerprints fingerprints, ExposureStore exposure, IOptions<ExposureOptions> options, HttpContext context,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var type = errors.Text("type", asked.Type, LongestType);
        if (string.IsNullOrWhiteSpace(asked.Value) || asked.Value.Trim().Length > KnownValue.MostUnits)
            errors.Add("value", $"A value of at most {KnownValue.MostUnits} characters is needed here.");
        if (errors.Any)
            return errors.ToProblem();
        if (await fingerprints.ForAsync(caller.OrganisationId, type, cancellationToken) is not { } fingerprint)
            return FieldErrors.One("type", "Nothing finds values of this type here. Choose one that findings have, such as EMAIL.");
        if (fingerprint(asked.Value) is not { Count: > 0 } known)
            return FieldErrors.One("value", "This is no value of this type. Choose another type.");
        var limits = options.Value;
        var result = await exposure.LookUpAsync(
            caller.OrganisationId, new(type, known, DigestOf(known), caller.PersonId, limits.LookUpsPerMinute, limits.LookUpsPerDay), caller.Actor, cancellationToken);
        if (result.RetryAfter is { } after)
        {
            SignInLimits.SetRetryAfter(context, after);
            return (ProblemResult)PortalProblems.TooManyLookups;
        }

        return TypedResults.Ok(new ExposureReport(type, result.TotalSessions, result.Sessions));
    }

    /// <summary>Tells in the log that two look-ups were of one value, and nothing of the value.</summary>
    private static string DigestOf(IReadOnlyList<byte[]> fingerprints) => Convert.ToHexStringLower(SHA256.HashData(fingerprints[0]).AsSpan(0, DigestBytes));
}
