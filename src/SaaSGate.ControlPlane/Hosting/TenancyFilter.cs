namespace SaaSGate.ControlPlane.Hosting;

/// <summary>
/// The second of three walls between tenants: a grain of an organisation is reached by calls made in that organisation, or
/// by SaaSGate's own work, even if an endpoint were to build the wrong key. Grains of the installation are for the latter
/// alone. Calls of Orleans' own interfaces, such as reminders, and what a grain tells those who listen to it are not judged.
/// </summary>
internal sealed class TenancyFilter : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.InterfaceMethod.DeclaringType is { } called && called.Assembly == typeof(TenancyFilter).Assembly
            && !called.IsAssignableTo(typeof(IGrainObserver)) && !TenantContext.IsSystem
            && (TenantContext.Organisation is not { } caller || GrainKeys.OrganisationOf(context.TargetId.Key.ToString() ?? "") != caller))
            throw new TenancyException(context.InterfaceMethod.Name);
        return context.Invoke();
    }
}
