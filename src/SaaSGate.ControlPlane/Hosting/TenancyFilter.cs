namespace SaaSGate.ControlPlane.Hosting;

/// <summary>
/// The second of three walls between tenants: a call made for one organisation does not reach a grain of another, even if
/// an endpoint were to build the wrong key.
/// </summary>
internal sealed class TenancyFilter : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (TenantContext.Organisation is { } caller
            && GrainKeys.OrganisationOf(context.TargetId.Key.ToString() ?? "") is { } owner
            && !string.Equals(caller, owner, StringComparison.Ordinal))
            throw new TenancyException(context.InterfaceMethod.Name);
        return context.Invoke();
    }
}
