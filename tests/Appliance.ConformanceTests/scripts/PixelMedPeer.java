// PixelMed's toolkit as a peer, without its windows. Run from source: java -cp TOOLKIT PixelMedPeer.java ...
//
//     send PORT AET FILE SOP-CLASS SOP-INSTANCE    sends one file, in bzip2 where the peer takes that
//     serve PORT AET FOLDER DEST DEST-PORT         receives, answers queries and retrievals; knows one move destination

import com.pixelmed.database.DatabaseInformationModel;
import com.pixelmed.database.PatientStudySeriesConcatenationInstanceModel;
import com.pixelmed.dicom.AttributeList;
import com.pixelmed.dicom.DicomException;
import com.pixelmed.dicom.DicomInputStream;
import com.pixelmed.dicom.StoredFilePathStrategy;
import com.pixelmed.dicom.TagFromName;
import com.pixelmed.network.DicomNetworkException;
import com.pixelmed.network.NetworkApplicationProperties;
import com.pixelmed.network.ReceivedObjectHandler;
import com.pixelmed.network.StorageSOPClassSCPDispatcher;
import com.pixelmed.network.StorageSOPClassSCU;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.Properties;

public class PixelMedPeer {
    private static final int DEFLATE_AND_BZIP2 = 2;

    public static void main(String[] words) throws Exception {
        int port = Integer.parseInt(words[1]);
        if (words[0].equals("send")) {
            new StorageSOPClassSCU("127.0.0.1", port, words[2], "PIXELMED", words[3], words[4], words[5], DEFLATE_AND_BZIP2);
        } else {
            serve(port, words[2], new File(words[3]), words[4], words[5]);
        }
    }

    private static void serve(int port, String title, File folder, String destination, String destinationPort) throws Exception {
        File files = new File(folder, "files");
        files.mkdirs();
        Properties settings = new Properties();
        settings.setProperty("Dicom.ListeningPort", Integer.toString(port));
        settings.setProperty("Dicom.CalledAETitle", title);
        settings.setProperty("Dicom.CallingAETitle", title);
        settings.setProperty("Dicom.RemoteAEs", "destination");
        settings.setProperty("Dicom.RemoteAEs.destination.CalledAETitle", destination);
        settings.setProperty("Dicom.RemoteAEs.destination.HostNameOrIPAddress", "127.0.0.1");
        settings.setProperty("Dicom.RemoteAEs.destination.Port", destinationPort);
        NetworkApplicationProperties network = new NetworkApplicationProperties(settings);
        DatabaseInformationModel database = new PatientStudySeriesConcatenationInstanceModel(new File(folder, "database").getPath(), (String) null);
        ReceivedObjectHandler handler = new ReceivedObjectHandler() {
            @Override
            public void sendReceivedObjectIndication(String file, String syntax, String caller) throws DicomNetworkException, DicomException, IOException {
                if (file == null) {
                    return;
                }
                AttributeList attributes = new AttributeList();
                try (DicomInputStream input = new DicomInputStream(new BufferedInputStream(new FileInputStream(file)))) {
                    attributes.read(input, TagFromName.PixelData);
                }
                database.insertObject(attributes, file, DatabaseInformationModel.FILE_COPIED);
            }
        };
        new Thread(new StorageSOPClassSCPDispatcher(
            port, title, network.getAcceptorMaximumLengthReceived(), network.getAcceptorSocketReceiveBufferSize(), network.getAcceptorSocketSendBufferSize(),
            files, StoredFilePathStrategy.BYSOPINSTANCEUIDINSINGLEFOLDER, handler, database.getQueryResponseGeneratorFactory(),
            database.getRetrieveResponseGeneratorFactory(), network.getNetworkApplicationInformation(), false)).start();
    }
}
