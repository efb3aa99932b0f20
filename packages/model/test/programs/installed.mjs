import '@sync/model/install';
import './checks-captured.mjs';
