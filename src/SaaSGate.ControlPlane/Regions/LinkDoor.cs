using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>The region link answers only at its own door, and nothing else answers there.</summary>
internal sealed class LinkDoor : IStartupFilter
{
    private const string Services = "/saasgate.regionlink.v1.";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((HttpContext context, RequestDelegate go) =>
        {
            var atDoor = context.Features.Get<LinkConnectionFeature>() is not null;
            var isLink = context.Request.Path.Value?.StartsWith(Services, StringComparison.Ordinal) ?? false;
            if (atDoor == isLink)
                return go(context);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        next(app);
    };
}
