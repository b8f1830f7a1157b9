using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>
/// The region link answers at its own door and nowhere else, and nothing else answers there: connections that came in by it
/// have a pipeline of their own.
/// </summary>
internal sealed class LinkDoor : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.MapWhen(context => context.Features.Get<LinkConnectionFeature>() is not null, link => link.UseRouting().UseEndpoints(endpoints =>
        {
            endpoints.MapGrpcService<RegionJoinService>();
            endpoints.MapGrpcService<RegionControlService>();
            endpoints.MapGrpcService<RegionBulkService>();
        }));
        next(app);
    };
}
