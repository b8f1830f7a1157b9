using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.ControlPlane.Vault;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Seals data protection keys under the master key: who reads the database cannot make cookies.</summary>
internal sealed class VaultXmlEncryptor(KeyVault vault) : IXmlEncryptor
{
    internal const string Purpose = "data-protection";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var box = vault.Seal(Purpose, Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)));
        return new(new XElement("sealed", Convert.ToBase64String(box)), typeof(Decryptor));
    }

    /// <summary>Named in the stored key; made by data protection itself, with the services as its one argument.</summary>
    internal sealed class Decryptor(IServiceProvider services) : IXmlDecryptor
    {
        public XElement Decrypt(XElement encryptedElement) => XElement.Parse(
            Encoding.UTF8.GetString(services.GetRequiredService<KeyVault>().Open(Purpose, Convert.FromBase64String(encryptedElement.Value))));
    }
}
