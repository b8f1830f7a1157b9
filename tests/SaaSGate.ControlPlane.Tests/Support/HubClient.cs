using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;
using SaaSGate.ControlPlane.Live;
using SaaSGate.TestKit;

namespace SaaSGate.ControlPlane.Tests.Support;

/// <summary>Connections to the hub, as the portal makes them.</summary>
internal static class HubClient
{
    public static Task<HubConnection> ConnectAsync(PortalBrowser browser) => ConnectAsync(browser, browser.Portal.GetLeftPart(UriPartial.Authority));

    public static async Task<HubConnection> ConnectAsync(PortalBrowser browser, string? origin)
    {
        var hub = new HubConnectionBuilder().WithUrl(new Uri(browser.Portal, LiveServices.HubPath), options =>
        {
            options.Cookies = browser.Cookies;
            if (origin is not null)
                options.Headers["Origin"] = origin;
        }).Build();
        await hub.StartAsync(Bounded.Cancellation);
        return hub;
    }

    public static ChannelReader<T> Listen<T>(HubConnection hub, string method)
    {
        var heard = Channel.CreateUnbounded<T>();
        hub.On<T>(method, notice => heard.Writer.TryWrite(notice));
        return heard.Reader;
    }
}
