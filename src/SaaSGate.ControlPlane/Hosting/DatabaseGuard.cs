using Microsoft.Extensions.Hosting;
using SaaSGate.Postgres.Hosting;

namespace SaaSGate.ControlPlane.Hosting;

/// <summary>Does not start where row-level security would not keep tenants apart. Before any other service.</summary>
internal sealed class DatabaseGuard(RoleCheck roles) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => roles.DemandAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
