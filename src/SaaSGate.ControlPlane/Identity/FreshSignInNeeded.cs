using Microsoft.AspNetCore.Http;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Before what decides who gets in, whoever asks has just shown who they are: a session that somebody else got hold of is not enough.</summary>
internal sealed class FreshSignInNeeded(FreshSignIns fresh) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var caller = context.Arguments.OfType<Caller>().Single();
        return await fresh.IsFreshAsync(caller, context.HttpContext.RequestAborted) ? await next(context) : (ProblemResult)PortalProblems.StepUpNeeded;
    }
}
