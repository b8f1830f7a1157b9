using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Domains of the organisation. No token changes them: they say who may sign in.</summary>
internal static class DomainEndpoints
{
    public static void MapDomains(this IEndpointRouteBuilder api)
    {
        var domains = api.MapGroup("/domains").WithTags("Identity");
        domains.MapGroup("/").RequireAuthorization(Access.InspectPeoplePerson).MapGet("/", ListAsync).WithName("listDomains");
        var people = domains.MapGroup("/").RequireAuthorization(Access.PeoplePerson);
        people.MapPost("/", AddAsync).WithName("addDomain");
        people.MapPost("/{domainId:dom}/proof", ProveAsync).WithName("proveDomain").AddEndpointFilter<FreshSignInNeeded>();
        people.MapPut("/{domainId:dom}", UpdateAsync).WithName("updateDomain").AddEndpointFilter<FreshSignInNeeded>();
        people.MapDelete("/{domainId:dom}", DeleteAsync).WithName("deleteDomain").AddEndpointFilter<FreshSignInNeeded>();
    }

    private static async Task<Results<Ok<Page<DomainAnswer>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery page, Caller caller, DomainStore domains, DomainProof proof, CancellationToken cancellationToken)
    {
        if (!Cursor.TryRead(page.Cursor, 1, out var after))
            return Cursor.Problem();
        var rows = await domains.ListAsync(caller.OrganisationId, after[0], page.Size + 1, cancellationToken);
        return TypedResults.Ok(rows.ConvertAll(row => Answer(row, proof)).ToPage(page.Size, row => Cursor.Of(row.Domain.Name)));
    }

    private static async Task<Results<Created<DomainAnswer>, ProblemResult>> AddAsync(
        AddDomain add, Caller caller, DomainStore domains, DomainProof proof, TimeProvider clock, HttpContext context, CancellationToken cancellationToken)
    {
        if (DomainName.Of(add.Name) is not { } name)
            return FieldErrors.One("name", "A domain such as example.com is needed here.");
        var id = Id<MailDomain>.New(clock);
        var outcome = await domains.CreateAsync(caller.OrganisationId, id, name, SecretText.Create(""), caller.Actor, cancellationToken);
        if (Problem(outcome) is { } problem)
            return problem;
        var made = (await domains.FindAsync(caller.OrganisationId, id, cancellationToken))!;
        ETags.Set(context, made.Version);
        return TypedResults.Created($"/api/v1/domains/{id}", Answer(made, proof));
    }

    private static async Task<Results<Ok<DomainAnswer>, ProblemResult>> ProveAsync(
        Id<MailDomain> domainId, ProveDomain prove, Caller caller, DomainStore domains, DomainProof proof, HttpContext context, CancellationToken cancellationToken)
    {
        if (await domains.FindAsync(caller.OrganisationId, domainId, cancellationToken) is not { } domain)
            return (ProblemResult)PortalProblems.NotFound;
        if (prove.By is not ("dns" or "file"))
            return FieldErrors.One("by", "One of dns and file is needed here.");
        if (!(prove.By == "dns" ? await proof.IsInDnsAsync(domain, cancellationToken) : await proof.IsInFileAsync(domain, cancellationToken)))
            return (ProblemResult)PortalProblems.DomainNotProven;
        await domains.ProveAsync(caller.OrganisationId, domainId, prove.By, caller.Actor, cancellationToken);
        return await AnswerAsync(caller, domainId, domains, proof, context, cancellationToken);
    }

    private static async Task<Results<Ok<DomainAnswer>, ProblemResult>> UpdateAsync(
        Id<MailDomain> domainId,
        UpdateDomain update,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        Caller caller,
        DomainStore domains,
        DomainProof proof,
        ProviderEnds ends,
        LiveNotices notices,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (await domains.FindAsync(caller.OrganisationId, domainId, cancellationToken) is not { } domain)
            return (ProblemResult)PortalProblems.NotFound;
        if (update.Required && update.ProviderId is null)
            return FieldErrors.One("providerId", "An identity provider is needed here, where passwords are refused.");
        // Where passwords are refused, the provider alone says who is an owner.
        if ((domain.Required || update.Required) && !caller.May(Permissions.Own))
            return (ProblemResult)PortalProblems.BeyondYou;
        if (ETags.TryReadIfMatch(ifMatch, out var expected) is { } missing)
            return missing;
        // Whoever refuses passwords has seen that the other way opens; else nobody might be left inside.
        if (update.Required && (!domain.Required || domain.ProviderId != update.ProviderId) && !await ends.HasSignedInAsync(caller, update.ProviderId!, cancellationToken))
            return (ProblemResult)PortalProblems.ProviderNotTried;
        if (Problem(await domains.UpdateAsync(caller.OrganisationId, domainId, expected, update.ProviderId, update.Required, caller.Actor, cancellationToken)) is { } problem)
            return problem;
        // Pages that a password opened are cut off; those of the provider come back by themselves.
        foreach (var person in update.Required ? await domains.ListPeopleAsync(caller.OrganisationId, domain.Name, cancellationToken) : [])
            notices.SignInEnded(new(caller.OrganisationId.Value, person, null, Everywhere: false));
        return await AnswerAsync(caller, domainId, domains, proof, context, cancellationToken);
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(Id<MailDomain> domainId, Caller caller, DomainStore domains, CancellationToken cancellationToken)
    {
        if (await domains.FindAsync(caller.OrganisationId, domainId, cancellationToken) is { Required: true } && !caller.May(Permissions.Own))
            return (ProblemResult)PortalProblems.BeyondYou;
        return await domains.DeleteAsync(caller.OrganisationId, domainId, caller.Actor, cancellationToken) ? TypedResults.NoContent() : (ProblemResult)PortalProblems.NotFound;
    }

    private static async Task<Results<Ok<DomainAnswer>, ProblemResult>> AnswerAsync(
        Caller caller, Id<MailDomain> id, DomainStore domains, DomainProof proof, HttpContext context, CancellationToken cancellationToken)
    {
        if (await domains.FindAsync(caller.OrganisationId, id, cancellationToken) is not { } domain)
            return (ProblemResult)PortalProblems.NotFound;
        ETags.Set(context, domain.Version);
        return TypedResults.Ok(Answer(domain, proof));
    }

    private static DomainAnswer Answer(DomainView domain, DomainProof proof) =>
        new(domain, DomainProof.Record(domain.Name), DomainProof.Text(domain.Token), proof.File(domain.Name));

    private static ProblemResult? Problem(FederationOutcome outcome) => outcome switch
    {
        FederationOutcome.Done => null,
        FederationOutcome.Changed => (ProblemResult)PortalProblems.ChangedMeanwhile,
        FederationOutcome.NameTaken => (ProblemResult)PortalProblems.NameTaken,
        FederationOutcome.Full => (ProblemResult)PortalProblems.TooMany,
        FederationOutcome.NotProven => (ProblemResult)PortalProblems.DomainNotProven,
        FederationOutcome.UnknownProvider => FieldErrors.One("providerId", "An identity provider of this organisation that is switched on is needed here."),
        _ => (ProblemResult)PortalProblems.NotFound,
    };
}
