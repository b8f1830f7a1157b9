using System.Globalization;
using Microsoft.AspNetCore.Http;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.Postgres.Billing;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>Says what the plan does not allow, and what to do, where the database refused it.</summary>
internal sealed class PlanLimitFilter(PlanCatalogue plans) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (PlanLimitException refused)
        {
            return new ProblemResult(ProblemOf(refused), Words(refused));
        }
    }

    public static Problem ProblemOf(PlanLimitException refused) =>
        refused.IsExcess ? PortalProblems.PlanExcess : refused.Limit is null ? PortalProblems.PaymentLate : PortalProblems.PlanLimit;

    private string Words(PlanLimitException refused)
    {
        var (plan, things) = (plans.NameOf(refused.Plan), refused.Thing == "seats" ? "people" : refused.Thing);
        return refused.Limit is { } limit ? $"The plan {plan} allows {limit.ToString(CultureInfo.InvariantCulture)} {things}." : $"No {things} can be added.";
    }
}
